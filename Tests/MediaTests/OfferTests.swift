import Foundation
import Testing

@testable import Media

/// What the page offers in its file choosers is what the probe reads: one list.
@Suite struct OfferTests {
    /// Files of every container, by the endings people give them.
    private static let endings: [Container: Set<String>] = [
        .jpeg: ["jpg", "jpeg"], .png: ["png"], .webp: ["webp"], .bmp: ["bmp"], .gif: ["gif"], .tiff: ["tif", "tiff"],
        .heic: ["heic", "heif"], .avif: ["avif"],
        .mp4: ["mp4", "m4v"], .mov: ["mov"], .webm: ["webm"], .matroska: ["mkv"], .avi: ["avi"],
        .wav: ["wav"], .mp3: ["mp3"], .m4a: ["m4a"], .ogg: ["oga", "ogg", "opus"], .flac: ["flac"], .aac: ["aac"],
    ]

    /// The page's list, by kind.
    private func page(_ kind: String, in table: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "web/uploads/media.js"), encoding: .utf8)
        let start = try #require(text.range(of: "const \(table) = {"))
        let rest = text[start.upperBound...]
        let body = rest[..<(try #require(rest.range(of: "};"))).lowerBound]
        let entry = try #require(body.range(of: "\(kind):"))
        let after = body[entry.upperBound...]
        let end = ["image:", "video:", "audio:"].compactMap { after.range(of: $0)?.lowerBound }.min() ?? after.endIndex
        return String(after[..<end])
    }

    @Test(arguments: ["image", "video", "audio"])
    func `the page knows the endings of what is read, and no others`(_ kind: String) throws {
        let list = try page(kind, in: "endings")

        for (container, endings) in Self.endings {
            let isOfKind = Self.kind(of: container) == kind
            for ending in endings {
                let isMatched = ".\(ending)".firstMatch(of: try Self.pattern(in: list)) != nil
                #expect(isMatched == isOfKind, "\(ending) as \(kind)")
            }
        }
        for foreign in ["jxl", "svg", "pdf", "wmv", "flv", "amr", "mid", "aiff"] {
            #expect(".\(foreign)".firstMatch(of: try Self.pattern(in: list)) == nil, "\(foreign)")
        }
    }

    @Test(arguments: ["image", "video", "audio"])
    func `the chooser offers no kinds without a name`(_ kind: String) throws {
        #expect(!(try page(kind, in: "accepted").contains("/*")))
    }

    @Test func `every container has its endings`() {
        #expect(Set(Self.endings.keys) == Set(Container.allCases))
    }

    private static func kind(of container: Container) -> String {
        if container.isImage { return "image" }
        return [.wav, .mp3, .m4a, .ogg, .flac, .aac].contains(container) ? "audio" : "video"
    }

    /// The regular expression between the slashes.
    private static func pattern(in text: String) throws -> Regex<AnyRegexOutput> {
        let first = try #require(text.firstIndex(of: "/"))
        let last = try #require(text.lastIndex(of: "/"))
        return try Regex(String(text[text.index(after: first)..<last])).ignoresCase()
    }
}
