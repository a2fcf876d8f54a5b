import Domain
import Foundation

/// One line that an engine wrote.
enum EngineLine: Equatable {
    case report(EngineReport)
    case verdict(EngineVerdict)
    /// Not of the contract; kept for the log.
    case noise(String)

    init(_ line: Data) {
        guard let said = try? JSONDecoder().decode(Body.self, from: line) else {
            self = .noise(String(decoding: line.prefix(500), as: UTF8.self))
            return
        }
        if let error = said.error {
            self = .verdict(.error(code: Self.code(error.code), message: error.said))
        } else if let output = said.output {
            self = .verdict(.output(output.files))
        } else if let check = said.check {
            self = .verdict(.check(check.estimate))
        } else if let log = said.log {
            self = .report(.log(String(log.prefix(1000))))
        } else if let progress = said.progress, progress.isFinite {
            self = .report(
                .progress(stage: String((said.stage ?? "").prefix(40)), progress: min(max(progress, 0), 1)))
        } else {
            self = .noise(String(decoding: line.prefix(500), as: UTF8.self))
        }
    }

    /// Only letters, digits and `_`, so that a code of a foreign program is harmless in answers and logs.
    fileprivate static func code(_ text: String) -> String {
        let plain = text.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        return plain.isEmpty ? "engine_refused" : String(plain.prefix(60))
    }

    private struct Body: Decodable {
        /// Names of files by role; whatever else an engine tells of its output is its own.
        struct Output: Decodable {
            let files: [EngineOutput.Role: String]

            init(from decoder: any Decoder) throws {
                let told = try decoder.container(keyedBy: Role.self)
                let named = told.allKeys.compactMap { key in
                    (try? told.decode(String.self, forKey: key)).map { (key.role, $0) }
                }
                files = Dictionary(named) { first, _ in first }
            }

            struct Role: CodingKey {
                let role: EngineOutput.Role
                var stringValue: String { role.rawValue }
                var intValue: Int? { nil }

                init?(stringValue: String) {
                    guard let role = EngineOutput.Role(rawValue: stringValue) else { return nil }
                    self.role = role
                }

                init?(intValue: Int) { nil }
            }
        }

        struct Failure: Decodable {
            let code: String
            let message: String
            let values: Figures?

            var said: Message { Message(String(message.prefix(1000)), values.map(Body.few) ?? [:]) }
        }

        /// A warning as an object, or only as a sentence.
        struct Warning: Decodable {
            let remark: Remark

            init(from decoder: any Decoder) throws {
                if let sentence = try? decoder.singleValueContainer().decode(String.self) {
                    remark = Remark("other", String(sentence.prefix(1000)))
                    return
                }
                let told = try Failure(from: decoder)
                remark = Remark(EngineLine.code(told.code), told.said.text, told.said.values)
            }
        }

        /// As many figures as a sentence may hold.
        static func few(_ values: Figures) -> Figures {
            Figures(
                uniqueKeysWithValues: values.sorted { $0.key < $1.key }.prefix(16).filter { $0.key.utf8.count <= 40 })
        }

        struct Check: Decodable {
            let seconds: Double
            let frames: Int?
            let warnings: [Warning]?

            var estimate: EngineEstimate {
                EngineEstimate(
                    seconds: seconds.isFinite ? max(0, seconds) : 0, frames: frames,
                    warnings: (warnings ?? []).prefix(32).map(\.remark))
            }
        }

        let stage: String?
        let progress: Double?
        let log: String?
        let output: Output?
        let error: Failure?
        let check: Check?
    }
}

/// An engine's last word.
enum EngineVerdict: Equatable, Sendable {
    /// Paths, as the engine named them.
    case output([EngineOutput.Role: String])
    case check(EngineEstimate)
    case error(code: String, message: Message)
}

/// Where an engine's output may lie.
enum OutputPath {
    /// - Returns: the absolute path; nil unless it names a plain file, not a link, inside the directory.
    static func resolve(_ name: String, in directory: String) -> String? {
        let named = name.hasPrefix("/") ? name : directory + "/" + name
        var facts = stat()
        guard lstat(named, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            let real = realpath(named, nil), let root = realpath(directory, nil)
        else { return nil }
        defer {
            free(real)
            free(root)
        }
        let path = String(cString: real)
        return path.hasPrefix(String(cString: root) + "/") ? path : nil
    }
}
