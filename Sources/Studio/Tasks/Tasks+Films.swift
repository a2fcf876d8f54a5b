import Domain
import Foundation
import Storage

/// Films: scenes that are made one by one, each as a task of its own, and then joined by another that waits for them. The
/// scenes hold and cost what such tasks do, the film itself nothing.
extension Tasks {
    /// What somebody asks for.
    package struct FilmOrder: Sendable {
        package struct Scene: Sendable {
            package var submission: Submission
            package var cut: FilmCut.Scene
            /// Makes it even where the same was made before.
            package var isFresh: Bool
            /// The picture or the clip behind the figure; at most one of them.
            package var picture: FileSource?
            package var clip: FileSource?

            package init(
                _ submission: Submission, cut: FilmCut.Scene = .init(), isFresh: Bool = false,
                picture: FileSource? = nil, clip: FileSource? = nil
            ) {
                self.submission = submission
                self.cut = cut
                self.isFresh = isFresh
                self.picture = picture
                self.clip = clip
            }

            fileprivate var isFetched: Bool { submission.isFetched || [picture, clip].isFetched }
        }

        package var scenes: [Scene]
        package var format: FilmCut.Format
        package var subtitles: FilmCut.Subtitles
        package var mode: GenerationTask.Mode
        /// Nil takes the beginning of the first text.
        package var title: String?
        /// Where a program is told how the film ends.
        package var webhook: String?
        package var isVisiblyMarked = false
        /// What is heard behind the speech, over and over, and how loud it is where nobody speaks, 0...1.
        package var music: FileSource?
        package var musicVolume = 0.25

        package init(
            scenes: [Scene], format: FilmCut.Format = .landscape, subtitles: FilmCut.Subtitles = .none,
            mode: GenerationTask.Mode = .standard, title: String? = nil, webhook: String? = nil
        ) {
            self.scenes = scenes
            self.format = format
            self.subtitles = subtitles
            self.mode = mode
            self.title = title
            self.webhook = webhook
        }

        /// Whether an input is fetched from an outside address first.
        package var isFetched: Bool { [music].isFetched || scenes.contains(where: \.isFetched) }

        /// What the task of a scene is asked for.
        fileprivate func submission(_ scene: Scene) -> Submission {
            var wanted = scene.submission
            wanted.mode = mode
            // Burnt into the film at its own size; the times are those of the scene's file.
            if subtitles != .none { wanted.options["subtitles"] = "sidecar" }
            if isVisiblyMarked { wanted.options["visible_mark"] = "true" }
            return wanted
        }

        fileprivate var cut: FilmCut {
            FilmCut(
                format: format, subtitles: subtitles, scenes: scenes.map(\.cut),
                music: music == nil ? nil : musicVolume)
        }

        fileprivate var script: String? {
            let texts = scenes.compactMap(\.submission.text)
            return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
        }
    }

    /// A scene whose inputs are there.
    private struct PreparedScene {
        let submission: Submission
        let prepared: Prepared
        let engine: any GenerationEngine
        let bond: String?
        let fingerprint: String
        /// The task that has made the same already.
        let made: TaskID?
        /// Whether a scene before it in the same film is the same, so that it is made once for both.
        let isRepeated: Bool
    }

    /// Queues a film and the tasks of its scenes, all or none of them.
    /// - Throws: what ``submit(_:account:)`` throws; fields are those of the scene: `scenes[1].voice`.
    package func submit(_ film: FilmOrder, account: AccountID) async throws -> TaskView {
        if let made = try await earlier(of: account) { return made }
        if let url = film.webhook { try callbacks.check(url, field: GenerationTask.webhookOption) }
        let engine = try roster.choose(EngineChoice(kind: .film, mode: film.mode))
        guard let title = film.title.map({ Title.cleaned($0) }) ?? "" else {
            throw StudioError.invalid(field: "title", reason: "must have 1 to 200 characters")
        }
        let id: TaskID = IdempotencyClaim.id(or: newID)
        try await reserve(id, of: account)
        do {
            let scenes = try await prepare(film, account: account)
            var options = [FilmCut.option: try Self.text(of: film.cut)]
            options[GenerationTask.webhookOption] = film.webhook
            let items = try await inputs(of: film, account: account)
            let excerpt = film.script.flatMap { Title.beginning(of: $0, longest: 300) }
            let named = title.isEmpty ? excerpt.flatMap { Title.beginning(of: $0, longest: 60) } : title
            let task = GenerationTask(
                id: id, accountID: account, kind: .film, engine: engine.name, mode: film.mode,
                title: named ?? scenes[0].prepared.title,
                inputs: .init(items: items, scriptExcerpt: film.script == nil ? nil : excerpt ?? "…", options: options),
                createdAt: now())
            return try await queue(task, film, scenes)
        } catch {
            board.release(id, of: account)
            throw error
        }
    }

    /// What a film would take and cost: its scenes that are not made yet, one after the other.
    package func estimate(_ film: FilmOrder, account: AccountID) async throws -> WorkEstimate {
        var work = EngineEstimate(seconds: 0, frames: nil, warnings: [])
        var charges: [Charge] = []
        for (number, scene) in try await prepare(film, account: account).enumerated()
        where scene.made == nil && !scene.isRepeated {
            let (estimate, charge) = try await naming(number) { try await price(of: scene, account) }
            charges.append(charge)
            guard let estimate else { continue }
            let kind = EnginePaces.Work(engine: scene.engine.name, kind: .talkingVideo, mode: film.mode)
            work.seconds += board.corrected(estimate, of: kind).seconds
            work.warnings += estimate.warnings.filter { warning in !work.warnings.contains(warning) }
        }
        return WorkEstimate(engine: work, price: try await billing.price(of: charges, for: account))
    }

    private func prepare(_ film: FilmOrder, account: AccountID) async throws -> [PreparedScene] {
        guard (1...FilmCut.mostScenes).contains(film.scenes.count) else {
            throw StudioError.invalid(field: "scenes", reason: "must have 1 to \(FilmCut.mostScenes) items")
        }
        guard film.script?.unicodeScalars.count ?? 0 <= Self.longestText else {
            throw StudioError.invalid(
                field: "scenes", reason: "have more than \(Self.longestText) characters of text together")
        }
        try await billing.requirePlan(for: .film, film.mode, of: account)
        var scenes: [PreparedScene] = []
        var prints: Set<String> = []
        for (number, scene) in film.scenes.enumerated() {
            let submission = film.submission(scene)
            scenes.append(
                try await naming(number) {
                    let (engine, bond) = try await engine(for: submission, of: account)
                    let prepared = try await prepare(submission, account: account)
                    try require(prepared, submission, within: engine.facts.limits)
                    let print = try submission.fingerprint(prepared, on: engine.name)
                    let made = scene.isFresh ? nil : try await store.madeScene(print, of: account)
                    let isRepeated = !scene.isFresh && made == nil && !prints.insert(print).inserted
                    return PreparedScene(
                        submission: submission, prepared: prepared, engine: engine, bond: bond, fingerprint: print,
                        made: made, isRepeated: isRepeated)
                })
        }
        return scenes
    }

    /// What the film is made from besides its scenes: music, and what is behind the figures.
    private func inputs(of film: FilmOrder, account: AccountID) async throws -> [TaskInput] {
        var items: [TaskInput] = []
        if let music = try await input(film.music, .audio, account: account, field: "music") {
            items.append(TaskInput(.audio, .file(music.id)))
        }
        for (number, scene) in film.scenes.enumerated() {
            let file = try await naming(number) {
                let picture = try await input(scene.picture, .image, account: account, field: "background_image")
                guard picture == nil else { return picture }
                return try await input(scene.clip, .video, account: account, field: "background_video")
            }
            if let file { items.append(TaskInput(.background, position: number, .file(file.id))) }
        }
        return items
    }

    private func price(of scene: PreparedScene, _ account: AccountID) async throws -> (EngineEstimate?, Charge) {
        let estimate = try await estimate(scene.submission, scene.prepared, scene.engine, account)
        let charge = billing.charge(scene.submission, scene.prepared, on: scene.engine, seconds: estimate?.seconds)
        return (estimate, charge)
    }

    private func queue(_ task: GenerationTask, _ film: FilmOrder, _ scenes: [PreparedScene]) async throws -> TaskView {
        var (rows, parts): ([FilmScene], [ScenePart]) = ([], [])
        var making: [String: TaskID] = [:]
        for (number, scene) in scenes.enumerated() {
            let twin = scene.isRepeated ? making[scene.fingerprint] : nil
            let id: TaskID = scene.made ?? twin ?? newID.next()
            rows.append(FilmScene(number: number, taskID: id, fingerprint: scene.fingerprint))
            guard scene.made == nil, twin == nil else { continue }
            making[scene.fingerprint] = id
            let (estimate, charge) = try await naming(number) { try await price(of: scene, task.accountID) }
            var part = GenerationTask(
                id: id, accountID: task.accountID, kind: scene.submission.kind, engine: scene.engine.name,
                mode: task.mode, title: scene.prepared.title, inputs: scene.prepared.inputs, createdAt: now(),
                estimatedSeconds: estimate?.seconds)
            part.engineWish = scene.bond
            part.parent = GenerationTask.Part(taskID: task.id, number: number)
            parts.append(ScenePart(task: part, script: scene.submission.text, charge: charge))
        }
        do {
            let queued = try await transitions.submit(film: task, script: film.script, scenes: rows, parts: parts)
            return try await view(of: try await take(queued) ?? task)
        } catch StoreError.missingModel, StoreError.missingFile, StoreError.missingScene {
            throw StudioError.conflict(
                Conflict("inputs_deleted", "a file or model of this film has just been deleted"))
        } catch {
            throw Self.refusal(error)
        }
    }

    /// Lets the faults of a scene name it.
    private func naming<Value>(_ number: Int, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch StudioError.invalid(let field, let reason) {
            throw StudioError.invalid(field: "scenes[\(number)].\(field)", reason: reason)
        } catch StudioError.refused(let code, let message) {
            var values = message.values
            values["scene"] = .number(Double(number + 1))
            let named = Message("Scene \(number + 1): \(message.text)", values)
            throw StudioError.refused(code: code, message: named)
        }
    }

    private static func text(of cut: FilmCut) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(cut), as: UTF8.self)
    }
}
