import Domain
import Foundation
import Logging
import Providers

extension Candidate {
    private static let scenes: Set<Scene> = [
        .succeeds, .waits, .refuses, .failsOnce, .leavesNothing, .leavesText, .isDown,
    ]

    /// Programs that a manifest describes: one that speaks the contract, and one that knows nothing of it.
    static let manifests: [Candidate] = [
        Candidate(engine: "toy", kind: .animateMove, scenes: scenes) { scene, folder in
            try stage(
                #"{"name": "toy", "kinds": ["animate_move"], "program": "toy.sh"}"#, named: "toy.sh", scene, folder,
                prologue: """
                    job=$(cat)
                    field() { printf '%s' "$job" | sed -n "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/p"; }
                    out=$(field output_directory)/out.mp4; clip=$(field video); work=$(field work_directory)
                    half() { echo '{"stage":"rendering","progress":0.5}'; }
                    refuse() { echo '{"error":{"code":"no_face","message":"There is no face."}}'; exit 1; }
                    """, epilogue: #"echo '{"output":{"video":"out.mp4"}}'"#)
        },
        Candidate(engine: "steps", kind: .animateMove, scenes: scenes) { scene, folder in
            try stage(
                #"""
                {"name": "steps", "kinds": ["animate_move"], "outputs": {"video": "out.mp4"},
                 "remarks": [{"line": "no face", "code": "no_face", "message": "There is no face."}],
                 "steps": [{"stage": "rendering", "program": "steps.sh", "arguments": ["{video}", "{output}", "{work}"],
                            "progress": [{"percent": "(\\d+)%"}]}]}
                """#, named: "steps.sh", scene, folder,
                prologue: """
                    clip=$1; out=$2/out.mp4; work=$3
                    half() { echo '50%'; }
                    refuse() { echo 'no face'; exit 1; }
                    """, epilogue: "")
        },
    ]

    /// - Parameters:
    ///   - prologue: sets `clip`, `out` and `work`, and defines `half` and `refuse`.
    ///   - epilogue: says that the work is done.
    private static func stage(
        _ manifest: String, named program: String, _ scene: Scene, _ folder: String, prologue: String, epilogue: String
    ) throws -> StagedEngine {
        let gate = folder + "/gate"
        let act =
            switch scene {
            case .succeeds, .isDown, .losesAnswer: "half; cp \"$clip\" \"$out\""
            case .waits: "half; until [ -e '\(gate)' ]; do sleep 0.1; done; cp \"$clip\" \"$out\""
            case .refuses: "refuse"
            case .failsOnce:
                "[ -e \"$work/tried\" ] || { touch \"$work/tried\"; exit 3; }; half; cp \"$clip\" \"$out\""
            case .leavesNothing: "half"
            case .leavesText: "echo hello > \"$out\""
            }
        let text = "#!/bin/sh\nset -eu\n\(prologue)\n\(act)\n\(epilogue)\n"
        let path = folder + "/" + program
        if scene != .isDown {
            try text.write(toFile: path, atomically: false, encoding: .utf8)
            chmod(path, 0o700)
        }
        let host = ManifestHost(mediaProgram: try Programs().media, settings: [:], logger: Logger(label: "test"))
        var staged = StagedEngine(try EngineManifest(Data(manifest.utf8), in: folder).engine(host))
        staged.release = { _ = FileManager.default.createFile(atPath: gate, contents: nil) }
        return staged
    }
}
