import Domain
import Foundation

/// A job as the cluster is given it: a program of ours that is carried along, and what that has to do on the node.
struct RayOrder {
    /// What the node can fetch here.
    private static let roles = ["image", "video", "audio"]
    /// Linux takes 128 KiB in one variable, and Ray writes all of them into one of its own.
    private static let mostBytes = 90_000

    let manifest: EngineManifest
    let host: ManifestHost
    let exchange: any JobExchange
    let cluster: RayCluster

    /// The body of the submit.
    func body(of job: EngineJob, called work: RemoteWork) throws(EngineError) -> [String: Any] {
        let sheet: String
        do {
            let data = try JSONSerialization.data(
                withJSONObject: self.sheet(job, work), options: [.sortedKeys, .withoutEscapingSlashes])
            sheet = String(decoding: data, as: UTF8.self)
        } catch let error as EngineError {
            throw error
        } catch {
            throw .failed(code: "internal", message: "The job cannot be written down.", detail: "\(error)")
        }
        guard sheet.utf8.count <= Self.mostBytes else {
            throw .refused(code: "input_not_taken", message: "The text is too long for this engine on a Ray cluster.")
        }
        let needs = manifest.ray
        var body: [String: Any] = [
            "entrypoint": #"python3 -c "$GREENROOM_WORKER""#, "submission_id": work.id,
            "runtime_env": ["env_vars": ["GREENROOM_WORKER": cluster.worker, "GREENROOM_JOB": sheet]],
            "metadata": ["greenroom_task": job.taskID.rawValue, "greenroom_engine": manifest.name],
            "entrypoint_num_cpus": needs.processors, "entrypoint_num_gpus": needs.gpus,
        ]
        if let memory = needs.memoryBytes { body["entrypoint_memory"] = memory }
        if !needs.resources.isEmpty { body["entrypoint_resources"] = needs.resources }
        return body
    }

    /// What `data/engines/ray/worker.py` reads.
    private func sheet(_ job: EngineJob, _ work: RemoteWork) throws(EngineError) -> [String: Any] {
        let folder = "\(cluster.folder)/\(work.id)"
        let there = self.job(job, in: folder)
        let words = JobWords(job: there, choices: manifest.choices, settings: host.settings)
        let silence = (manifest.silence ?? host.silence).components.seconds
        var sheet: [String: Any] = [
            "folder": folder, "output": folder + "/output", "work": folder + "/work",
            "cache": there.cacheDirectory ?? folder, "product": job.kind.product.rawValue,
            "silence": silence, "grace": manifest.grace.components.seconds, "news": exchange.callback(of: job),
            "inputs": there.inputs.sorted { $0.key < $1.key }.map { role, path in
                ["url": exchange.source(role, of: job), "path": path]
            },
        ]
        switch manifest.form {
        case .contract(let program, _):
            sheet["order"] = try order(there, lacking: job)
            sheet["steps"] = [try step(program, words)]
            sheet["outputs"] = Dictionary(
                uniqueKeysWithValues: job.kind.deliverables.map { ($0.rawValue, target($0, of: job)) })
        case .steps(let steps, let outputs, _):
            var told: [[String: Any]] = []
            for one in steps {
                var step = try step(one.program, words)
                var files: [[String: String]] = []
                for file in one.files {
                    files.append(["path": try words.filled(file.path), "content": try words.filled(file.content)])
                }
                step["files"] = files
                told.append(step)
            }
            sheet["steps"] = told
            var wanted: [String: Any] = [:]
            for (role, template) in outputs where job.kind.deliverables.contains(role) {
                let pattern = try words.filled(template)
                var target = target(role, of: job)
                target["pattern"] = pattern.hasPrefix("/") ? pattern : "\(folder)/output/\(pattern)"
                wanted[role.rawValue] = target
            }
            sheet["outputs"] = wanted
        }
        return sheet
    }

    /// The job with the node's folders.
    private func job(_ job: EngineJob, in folder: String) -> EngineJob {
        let inputs = job.inputs.keys.filter(Self.roles.contains).map { ($0, "\(folder)/inputs/\($0)") }
        return EngineJob(
            taskID: job.taskID, kind: job.kind, engine: job.engine, parameters: job.parameters,
            inputs: Dictionary(uniqueKeysWithValues: inputs), outputDirectory: folder + "/output",
            cacheDirectory: "\(cluster.folder)/cache/\(manifest.name)", workDirectory: folder + "/work",
            createdAt: job.createdAt)
    }

    /// What a program of the engine contract reads.
    /// - Parameter job: whose inputs it needs all.
    private func order(_ there: EngineJob, lacking job: EngineJob) throws(EngineError) -> String {
        if let role = job.inputs.keys.sorted().first(where: { there.inputs[$0] == nil }) {
            throw .refused(
                code: "input_not_taken",
                message: "On a Ray cluster this engine cannot have the \(role) that the task is made from.")
        }
        do {
            return String(decoding: try JSONEncoder().encode(there), as: UTF8.self)
        } catch {
            throw .failed(code: "internal", message: "The job cannot be written down.", detail: "\(error)")
        }
    }

    private func step(
        _ program: EngineManifest.Program, _ words: JobWords
    ) throws(EngineError) -> [String: Any] {
        var environment: [String: String] = [:]
        for (name, template) in program.environment { environment[name] = try words.filled(template) }
        var step: [String: Any] = [
            "program": try words.filled(program.program), "arguments": try words.arguments(program.arguments),
            "environment": environment, "files": [[String: String]](),
        ]
        if let folder = program.folder { step["folder"] = try words.filled(folder) }
        return step
    }

    private func target(_ role: EngineOutput.Role, of job: EngineJob) -> [String: String] {
        let type =
            switch role {
            case .video: "video/mp4"
            case .archive: "application/x-tar"
            case .audio, .profile, .subtitles, .timings, .report: "application/octet-stream"
            }
        return ["url": exchange.target(role, of: job), "type": type]
    }
}
