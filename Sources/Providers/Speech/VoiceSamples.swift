import Foundation

/// What voices say when they are tried: `data/voices/samples.json`, a line by language.
package enum VoiceSamples {
    /// - Parameter data: the folder `data`.
    /// - Returns: nothing without the file; voices count to five then.
    package static func read(data: String) -> [String: String] {
        let bytes = FileManager.default.contents(atPath: data + "/voices/samples.json")
        return bytes.flatMap { try? JSONDecoder().decode([String: String].self, from: $0) } ?? [:]
    }
}
