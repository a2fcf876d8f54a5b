import Foundation
import Testing

@testable import Media

/// A length that the headers leave open is counted, the same for the probe and for the reader.
@Suite struct LengthTests {
    private static func live(_ name: String, seconds: Int, rate: Int) async throws -> String {
        try await Fixture.shared.file(
            name,
            ["-f", "lavfi", "-i", "testsrc=s=96x64:r=\(rate):d=\(seconds)", "-c:v", "libvpx", "-deadline", "realtime"]
                + [
                    "-cpu-used", "8", "-b:v", "60k", "-live", "1",
                ])
    }

    @Test func `as a browser records`() async throws {
        let path = try await Self.live("live12.webm", seconds: 12, rate: 15)

        let facts = try MediaFacts.probe(path: path)
        let reader = try VideoReader(path: path)

        #expect(abs((facts.durationMs ?? 0) - 12_000) < 100)
        #expect(facts.video?.frames == 180)
        #expect(abs((facts.video?.fps ?? 0) - 15) < 0.1)
        #expect(reader.durationMs == facts.durationMs && reader.frameCountEstimate == 180)
        #expect(abs(reader.frameRate - 15) < 0.1)
    }

    @Test func `raw AAC, whose bit rate varies`() async throws {
        let noise = ["-f", "lavfi", "-i", "anoisesrc=d=6:a=0.2,volume='if(lt(t,3),0,1)':eval=frame"]
        let path = try await Fixture.shared.file("talk.aac", noise + ["-ar", "24000", "-c:a", "aac", "-f", "adts"])

        let facts = try MediaFacts.probe(path: path)

        #expect(facts.kind == .audio && facts.container == .aac)
        #expect(facts.audio == .init(codec: "aac", sampleRate: 24_000, channels: 1))
        #expect(abs((facts.durationMs ?? 0) - 6000) < 100)
        #expect(try SoundReader(path: path).durationMs == facts.durationMs)
    }

    @Test func `an MP3 of varying bit rate without a count`() async throws {
        let noise = ["-f", "lavfi", "-i", "anoisesrc=d=6:a=0.2,volume='if(lt(t,3),0,1)':eval=frame"]
        let path = try await Fixture.shared.file("varying.mp3", noise + ["-q:a", "4", "-write_xing", "0"])

        #expect(abs((try MediaFacts.probe(path: path).durationMs ?? 0) - 6000) < 100)
    }
}
