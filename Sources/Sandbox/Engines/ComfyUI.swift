import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// A ComfyUI server with a few nodes: it takes any workflow of those, and its save node gives what the maker makes of the
/// files that were uploaded. As ComfyUI 0.3.64 answers (`server.py`, `execution.py`).
package final class ComfyUI: EngineStandIn {
    package let name = "comfyui"
    package let title = "ComfyUI"
    package let jobs: JobTable

    /// Which inputs a node must have.
    private static let classes: [String: [String]] = [
        "LoadImage": ["image"], "LoadVideo": ["file"], "LoadAudio": ["audio"], "GetVideoComponents": ["video"],
        "UNETLoader": ["unet_name"], "CLIPLoader": ["clip_name"], "VAELoader": ["vae_name"],
        "CLIPTextEncode": ["text", "clip"], "WanAnimateToVideo": ["positive", "negative", "vae", "width", "height"],
        "KSampler": ["model", "seed", "positive", "negative", "latent_image"], "VAEDecode": ["samples", "vae"],
        "CreateVideo": ["images", "fps"], "SaveVideo": ["video", "filename_prefix"],
        "SaveAudioMP3": ["audio", "filename_prefix"], "CLIPVisionLoader": ["clip_name"],
        "CLIPVisionEncode": ["clip_vision", "image"], "TrimVideoLatent": ["samples", "trim_amount"],
    ]
    private static let savers = ["SaveVideo", "SaveAudioMP3"]

    private struct State {
        /// Path by name, below `input`.
        var uploads: [String: String] = [:]
        var forgotten: Set<String> = []
        var number = 0
    }

    private let state = Mutex(State())

    package init(maker: any ResultMaker = EchoMaker()) throws {
        jobs = try JobTable(name: "comfyui", maker: maker)
    }

    package func register(on group: RouterGroup<BasicRequestContext>) {
        registerMishaps(on: group)
        group.post("/upload/image") { request, _ in try await self.guarded(request) { try await self.upload(request) } }
        group.post("/prompt") { request, _ in try await self.guarded(request) { try await self.prompt(request) } }
        group.get("/prompt") { request, _ in
            try await self.guarded(request) {
                Page.json(["exec_info": ["queue_remaining": self.jobs.jobs.count { !$0.isOver }]])
            }
        }
        group.get("/queue") { request, _ in try await self.guarded(request) { self.queue() } }
        group.post("/queue") { request, _ in try await self.guarded(request) { try await self.change(request) } }
        group.post("/interrupt") { request, _ in try await self.guarded(request) { try await self.interrupt(request) } }
        group.get("/history/{id}") { request, context in
            try await self.guarded(request) { self.history(context.parameters.get("id") ?? "") }
        }
        group.post("/history") { request, _ in
            try await self.guarded(request) {
                let ids = try await request.jsonObject()?["delete"] as? [String] ?? []
                self.state.withLock { $0.forgotten.formUnion(ids) }
                return Response(status: .ok)
            }
        }
        group.get("/object_info/{class}") { request, context in
            try await self.guarded(request) { Self.info(context.parameters.get("class") ?? "") }
        }
        group.get("/system_stats") { request, _ in try await self.guarded(request) { Self.stats } }
        group.get("/view") { request, context in
            try await self.guarded(request) { try await self.view(request, context) }
        }
    }

    private func guarded(_ request: Request, _ answer: () async throws -> Response) async throws -> Response {
        // As the server does against pages of other sites.
        guard request.headers[.init("Origin")!] == nil else { return Response(status: .forbidden) }
        if let refused = mishap({ status, _ in Response(status: status) }) { return refused }
        return try await answer()
    }

    // MARK: Files

    private func upload(_ request: Request) async throws -> Response {
        let path = jobs.folder + "/upload-" + Random.hex(bytes: 12)
        guard try await request.save(to: path, upTo: 100 << 20) else { return Response(status: .contentTooLarge) }
        guard let form = FormParts(file: path, contentType: request.headers[.contentType] ?? ""),
            let file = form.files("image").first, let fileName = file.fileName, !fileName.isEmpty,
            ["input", "temp", "output", nil].contains(form.text("type"))
        else { return Response(status: .badRequest) }
        let folder = form.text("subfolder") ?? ""
        guard !folder.split(separator: "/").contains(".."), !folder.hasPrefix("/"), !fileName.contains("/") else {
            return Response(status: .badRequest)
        }
        let content = path + "-content"
        try file.content.write(to: URL(filePath: content))
        try FileManager.default.removeItem(atPath: path)
        let overwrites = ["true", "1"].contains(form.text("overwrite") ?? "")
        let name = state.withLock { state -> String in
            var name = fileName
            var count = 1
            func key(_ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }
            while !overwrites, state.uploads[key(name)] != nil {
                let (stem, ending) = (
                    (fileName as NSString).deletingPathExtension, (fileName as NSString).pathExtension
                )
                name = "\(stem) (\(count)).\(ending)"
                count += 1
            }
            state.uploads[key(name)] = content
            return name
        }
        return Page.json(["name": name, "subfolder": folder, "type": form.text("type") ?? "input"])
    }

    private func view(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let name = request.asked("filename")
        guard !name.isEmpty, !name.hasPrefix("/"), !name.contains("..") else { return Response(status: .badRequest) }
        guard request.asked("type") == "output" || request.asked("type").isEmpty,
            let job = jobs.jobs.last(where: { $0.notes["file"] == name })
        else { return Response(status: .notFound) }
        return try await result(of: job, type: "video/mp4", request, context)
    }

    // MARK: Prompts

    private func prompt(_ request: Request) async throws -> Response {
        guard let body = try await request.jsonObject(upTo: 8 << 20) else {
            return Response(status: .internalServerError)
        }
        guard let nodes = body["prompt"] as? [String: Any] else {
            return Self.refusal("no_prompt", "No prompt provided")
        }
        let id = body["prompt_id"] as? String ?? UUID().uuidString.lowercased()
        guard UUID(uuidString: id) != nil, id == id.lowercased() else {
            return Self.refusal("invalid_prompt_id", "prompt_id must be a UUID")
        }
        if let refused = faults(of: nodes) { return refused }
        if jobs.mishap == .errorInSuccess || jobs.mishap == .usedUp {
            return Self.refusal("prompt_outputs_failed_validation", "Prompt outputs failed validation")
        }
        if jobs.happens(.losesRequest) { return Self.broken() }
        let number = state.withLock { state in
            state.forgotten.remove(id)
            state.number += 1
            return state.number
        }
        take(nodes, id)
        if jobs.happens(.losesAnswer) { return Self.broken() }
        return Page.json(["prompt_id": id, "number": number, "node_errors": [String: Any]()])
    }

    private func take(_ nodes: [String: Any], _ id: String) {
        func value(_ name: String, _ input: String) -> String? {
            nodes.values.compactMap { $0 as? [String: Any] }.first { $0["class_type"] as? String == name }
                .flatMap { ($0["inputs"] as? [String: Any])?[input] as? String }
        }
        let (image, video, audio, text) = state.withLock { state in
            (
                value("LoadImage", "image").flatMap { state.uploads[$0] },
                value("LoadVideo", "file").flatMap { state.uploads[$0] },
                value("LoadAudio", "audio").flatMap { state.uploads[$0] }, value("CLIPTextEncode", "text")
            )
        }
        let isSound = nodes.values.contains { ($0 as? [String: Any])?["class_type"] as? String == "SaveAudioMP3" }
        let file = isSound ? "\(id)_00001_.mp3" : "\(id)_00001_.mp4"
        _ = jobs.take(id: id, notes: ["file": file]) { folder in
            StandInOrder(
                isSound ? .speech : .animateMove, image: image, video: video, audio: audio, text: text, folder: folder)
        }
    }

    private func faults(of nodes: [String: Any]) -> Response? {
        var savers = 0
        for (id, value) in nodes {
            guard let node = value as? [String: Any], let name = node["class_type"] as? String,
                let needed = Self.classes[name]
            else { return Self.refusal("invalid_prompt", "Cannot execute because a node is missing: #\(id)") }
            if Self.savers.contains(name) { savers += 1 }
            let inputs = node["inputs"] as? [String: Any] ?? [:]
            if let missing = needed.first(where: { inputs[$0] == nil }) {
                return Self.refusal(
                    "prompt_outputs_failed_validation", "Prompt outputs failed validation",
                    node: id, name, "required_input_missing", missing)
            }
            for input in inputs.values {
                guard let link = input as? [Any] else { continue }
                guard link.count == 2, let from = link[0] as? String, nodes[from] != nil else {
                    return Self.refusal(
                        "prompt_outputs_failed_validation", "Prompt outputs failed validation", node: id, name,
                        "bad_linked_input", "")
                }
            }
            for (input, key) in [("LoadImage", "image"), ("LoadVideo", "file"), ("LoadAudio", "audio")]
            where name == input {
                let file = inputs[key] as? String ?? ""
                guard state.withLock({ $0.uploads[file] != nil }) else {
                    return Self.refusal(
                        "prompt_outputs_failed_validation", "Prompt outputs failed validation", node: id, name,
                        "value_not_in_list", file)
                }
            }
        }
        return savers == 0 ? Self.refusal("prompt_no_outputs", "Prompt has no outputs") : nil
    }

    private func queue() -> Response {
        func item(_ job: JobTable.Job) -> [Any] { [1, job.id, [String: Any](), [String: Any](), ["9"]] }
        return Page.json([
            "queue_running": jobs.jobs.filter { $0.state == .running }.map(item),
            "queue_pending": jobs.jobs.filter { $0.state == .waiting }.enumerated().map { place, job in
                [place + 2] + item(job).dropFirst()
            },
        ])
    }

    private func change(_ request: Request) async throws -> Response {
        let body = try await request.jsonObject() ?? [:]
        let clears = body["clear"] as? Bool == true
        let ids = clears ? jobs.jobs.map(\.id) : body["delete"] as? [String] ?? []
        for id in ids where jobs.cancel(id, running: false) { state.withLock { _ = $0.forgotten.insert(id) } }
        return Response(status: .ok)
    }

    private func interrupt(_ request: Request) async throws -> Response {
        let wanted = try await request.jsonObject()?["prompt_id"] as? String
        for job in jobs.jobs where job.state == .running && (wanted == nil || wanted == job.id) {
            _ = jobs.cancel(job.id, running: true)
        }
        return Response(status: .ok)
    }

    private func history(_ id: String) -> Response {
        guard let job = jobs[id], job.isOver, !state.withLock({ $0.forgotten.contains(id) }) else {
            return Page.json([:])
        }
        let isGood = job.state == .succeeded
        var messages: [[Any]] = [["execution_start", ["prompt_id": id]]]
        switch job.state {
        case .failed:
            messages.append([
                "execution_error",
                ["prompt_id": id, "node_id": "3", "node_type": "KSampler", "exception_message": job.reason],
            ])
        case .cancelled: messages.append(["execution_interrupted", ["prompt_id": id, "node_id": "3"]])
        default: messages.append(["execution_success", ["prompt_id": id]])
        }
        let file: [String: Any] = ["filename": job.notes["file"] ?? "", "subfolder": "", "type": "output"]
        return Page.json([
            id: [
                "prompt": [1, id, [String: Any](), [String: Any](), ["9"]] as [Any],
                "outputs": isGood ? ["9": ["images": [file], "animated": [true]] as [String: Any]] : [:],
                "status": [
                    "status_str": isGood ? "success" : "error", "completed": isGood, "messages": messages,
                ] as [String: Any], "meta": [String: Any](),
            ] as [String: Any]
        ])
    }

    private static func info(_ name: String) -> Response {
        guard let inputs = classes[name] else { return Page.json([:]) }
        let required = Dictionary(uniqueKeysWithValues: inputs.map { ($0, ["STRING"]) })
        return Page.json([
            name: [
                "input": ["required": required], "name": name, "display_name": name, "category": "greenroom",
                "output_node": savers.contains(name),
            ] as [String: Any]
        ])
    }

    private static var stats: Response {
        Page.json([
            "system": ["os": "posix", "comfyui_version": "0.3.64", "python_version": "3.11", "argv": ["main.py"]],
            "devices": [[String: Any]](),
        ])
    }

    private static func refusal(
        _ type: String, _ message: String, node: String = "", _ name: String = "", _ fault: String = "",
        _ detail: String = ""
    ) -> Response {
        var errors: [String: Any] = [:]
        if !node.isEmpty {
            errors[node] =
                [
                    "errors": [["type": fault, "message": fault, "details": detail, "extra_info": [String: Any]()]],
                    "dependent_outputs": ["9"], "class_type": name,
                ] as [String: Any]
        }
        return Page.json(
            [
                "error": ["type": type, "message": message, "details": detail, "extra_info": [String: Any]()]
                    as [String: Any], "node_errors": errors,
            ], status: .badRequest)
    }
}
