import Domain
import Foundation

/// A program with all that it is called with.
struct Invocation: Equatable, Sendable {
    /// Absolute path.
    var program: String
    var arguments: [String]
    /// All that it sees of the environment.
    var environment: [String: String]
    /// Where it is started; nil where the server is.
    var folder: String?

    /// The same under `greenroom-media guard`, which ends a program that knows nothing of us when the server ends, and
    /// lets one program at a time into a folder.
    func guarded(by mediaProgram: String, lock folder: String?) -> Invocation {
        var guarded = self
        guarded.program = mediaProgram
        guarded.arguments = ["guard"] + (folder.map { ["--lock", $0] } ?? []) + ["--", program] + arguments
        return guarded
    }
}

/// Where a program lies that somebody names.
enum ProgramPlace {
    static let path = "/usr/local/bin:/usr/bin:/bin"

    /// - Parameters:
    ///   - name: an absolute path, one relative to the folder, or the name of a program in the folder or of the system.
    /// - Returns: the absolute path; nil when there is no such program, or it may not be started.
    static func find(_ name: String, beside folder: String) -> String? {
        var candidates = [name]
        if !name.hasPrefix("/") {
            candidates = [folder + "/" + name]
            if !name.contains("/") { candidates += path.split(separator: ":").map { "\($0)/\(name)" } }
        }
        return candidates.first { candidate in
            var facts = stat()
            return stat(candidate, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG && access(candidate, X_OK) == 0
        }
    }
}
