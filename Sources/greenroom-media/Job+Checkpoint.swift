import Foundation
import Inference
import Media
import Puppetry

extension Job {
    /// Smaller inputs are known by what they hold, larger ones by where they lie, how large they are and when they changed.
    private static let readable = 1 << 20

    /// Where an interrupted job resumes; nil when the job has no work directory. A checkpoint is used only by the same job, done
    /// by the same program with the same models.
    func checkpoint(_ assets: Assets, cores: Int) -> Checkpoint? {
        checkpoint(besides: ["cores \(cores)"] + Self.facts(in: assets.folder + "/models"))
    }

    /// The same for a job that needs no models.
    /// - Parameter others: what the result depends on besides the job and the program.
    func checkpoint(besides others: [String]) -> Checkpoint? {
        guard let workDirectory else { return nil }
        var facts = ["job \(kind) \(engine)", "program \(Self.facts(of: "/proc/self/exe"))"]
        facts += parameters.sorted { $0.key < $1.key }.map { "parameter \($0.key) \($0.value)" }
        facts += inputs.sorted { $0.key < $1.key }.map { "input \($0.key) \(Self.content(of: $0.value))" }
        return Checkpoint(folder: workDirectory, key: (facts + others).joined(separator: "\n"))
    }

    /// Identifies the files in a folder by name, size and time.
    static func facts(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "file \(facts(of: folder + "/" + $0))" }
    }

    private static func content(of path: String) -> String {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let size = attributes[.size] as? Int, size <= readable,
            let data = FileManager.default.contents(atPath: path)
        else { return facts(of: path) }
        // FNV-1a: it tells a handful of files apart; it is no defence.
        let hash = data.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "\(size) \(hash)"
    }

    private static func facts(of path: String) -> String {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return "none" }
        let name = path.hasPrefix("/proc/") ? "" : path
        return "\(name) \(facts.st_size) \(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)"
    }
}
