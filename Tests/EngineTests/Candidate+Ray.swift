import Domain
import Foundation
import Logging
import Outbound
import Providers
import TestSupport

extension Candidate {
    /// A manifest whose programs run on a real cluster; none where Ray is not installed.
    static let ray: [Candidate] =
        !TestCluster.isInstalled
        ? []
        : [
            Candidate(
                engine: "clustered", kind: .animateMove,
                scenes: [.succeeds, .waits, .refuses, .failsOnce, .leavesNothing, .leavesText, .isDown]
            ) { scene, folder in
                let (gate, runs, tried) = (folder + "/gate", folder + "/runs", folder + "/tried")
                let copy = "cp \"$1\" \"$2/out.mp4\""
                let act =
                    switch scene {
                    case .succeeds, .isDown, .losesAnswer: "echo 50%; \(copy)"
                    case .waits: "echo 50%; until [ -e '\(gate)' ]; do sleep 0.1; done; \(copy)"
                    case .refuses: "echo no face; exit 1"
                    case .failsOnce: "[ -e '\(tried)' ] || { touch '\(tried)'; exit 3; }; echo 50%; \(copy)"
                    case .leavesNothing: "echo 50%"
                    case .leavesText: "echo hello > \"$2/out.mp4\""
                    }
                try "set -eu\necho run >> '\(runs)'\n\(act)\n"
                    .write(toFile: folder + "/act.sh", atomically: false, encoding: .utf8)
                let manifest = try EngineManifest(
                    Data(
                        #"""
                        {"name": "clustered", "kinds": ["animate_move"], "outputs": {"video": "out.mp4"},
                         "remarks": [{"line": "no face", "code": "no_face", "message": "There is no face."}],
                         "steps": [{"stage": "rendering", "program": "sh",
                                    "arguments": ["\#(folder)/act.sh", "{video}", "{output}"],
                                    "progress": [{"percent": "(\\d+)%"}]}]}
                        """#.utf8), in: folder)
                let cluster = try await TestCluster.shared.ready()
                let there = RayCluster(
                    base: scene == .isDown ? "http://127.0.0.1:1" : cluster.address, token: TestCluster.token,
                    folder: folder + "/node", worker: try TestCluster.worker,
                    pace: PollPace(first: .milliseconds(100), ceiling: .milliseconds(500)))
                let web = WebClient(policy: .offline(standIns: [cluster.address, "http://127.0.0.1:1"]) { _ in })
                let programs = try Programs()
                let media = MediaTools(
                    probe: ChildProcessProbe(program: programs.media, environment: programs.environment),
                    converter: ChildProcessConverter(program: programs.media, environment: programs.environment))
                let host = ManifestHost(mediaProgram: programs.media, settings: [:], logger: Logger(label: "test"))
                let engine: @Sendable () -> any GenerationEngine = {
                    RayEngine(
                        manifest, on: there, slots: nil, exchange: ClusterExchange(cluster), web: web, media: media,
                        host: host)
                }
                var staged = StagedEngine(engine())
                staged.again = engine
                staged.beginsLate = true
                staged.release = { _ = FileManager.default.createFile(atPath: gate, contents: nil) }
                staged.submits = {
                    (try? String(contentsOfFile: runs, encoding: .utf8))?.split(separator: "\n").count ?? 0
                }
                return staged
            }
        ]
}
