import Domain
import Foundation

/// The folder of an avatar that LiveTalking has trained: `data/avatars/ID` of its repository. What lies in it is packed and
/// never read: pickles may do anything to whoever opens them.
struct LiveTalkingAvatar: Sendable {
    private let folder: String
    private let id: String
    private let parts: (images: [String], files: [String])

    init(root: String, id: String, model: LiveTalkingEngine.Model) {
        folder = "\(root)/data/avatars"
        self.id = id
        parts =
            switch model {
            case .wav2lip: (["full_imgs", "face_imgs"], ["coords.pkl"])
            case .musetalk: (["full_imgs", "mask"], ["coords.pkl", "mask_coords.pkl", "latents.pt"])
            }
    }

    /// Whether all that belongs to such an avatar is there, with as many pictures of each sort.
    var isComplete: Bool {
        let counts = parts.images.map { name in
            ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(id)/\(name)")) ?? []).count
        }
        return (counts.first ?? 0) > 0 && Set(counts).count == 1
            && parts.files.allSatisfy { FileManager.default.fileExists(atPath: "\(folder)/\(id)/\($0)") }
    }

    /// Nothing happens when there is none.
    func remove() {
        // Ids come from a service: they must not lead elsewhere.
        guard !id.contains("/"), !id.hasPrefix(".") else { return }
        try? FileManager.default.removeItem(atPath: "\(folder)/\(id)")
    }

    /// - Returns: the archive.
    func pack(into output: String) async throws(EngineError) -> String {
        guard isComplete else {
            throw .failed(
                code: "result_unusable", message: "LiveTalking made an avatar of which parts are missing.",
                detail: "\(folder)/\(id)")
        }
        guard let tar = ProgramPlace.find("tar", beside: "/") else {
            throw .unavailable(.notInstalled, detail: "the program tar is not there")
        }
        let archive = output + "/avatar.tar"
        do {
            let ending = try await ChildProcess(
                Invocation(
                    program: tar, arguments: ["-cf", archive, "-C", folder, "--", id],
                    environment: ["PATH": ProgramPlace.path, "LC_ALL": "C.UTF-8"]),
                grace: .seconds(2), silence: .seconds(120)
            ).run { _ in }
            guard ending.status == 0 else { throw EngineError(of: ending) }
        } catch {
            throw EngineError(ofProgram: error)
        }
        return archive
    }
}
