import Domain
import Foundation
import Storage

/// A film with one scene made once more: another take of it, or one that its owner did not like.
extension Tasks {
    /// Queues a new film of the same scenes, of which only this one is made.
    /// - Parameter number: from 0.
    package func film(again id: TaskID, remaking number: Int, account: AccountID) async throws -> TaskView {
        var order = try await order(ofFilm: id, account: account)
        guard order.scenes.indices.contains(number) else {
            throw StudioError.invalid(field: "scene", reason: "is not one of this film")
        }
        order.scenes[number].isFresh = true
        return try await submit(order, account: account)
    }

    /// What a film was asked for, as it would be asked for again.
    package func order(ofFilm id: TaskID, account: AccountID) async throws -> FilmOrder {
        let film = try await row(id, account)
        guard film.kind == .film, let cut = film.inputs.filmCut else { throw StudioError.notFound("film") }
        let scenes = try await store.scenes(of: id)
        guard scenes.count == cut.scenes.count else { throw StudioError.notFound("film") }
        var order = FilmOrder(
            scenes: [], format: cut.format, subtitles: cut.subtitles, mode: film.mode, title: film.title,
            webhook: film.inputs.options[GenerationTask.webhookOption])
        order.music = film.inputs.audioFileID.map { .file($0) }
        order.musicVolume = cut.music ?? order.musicVolume
        let backgrounds = Dictionary(film.inputs.backgrounds.map { ($0.number, $0.file) }) { first, _ in first }
        for scene in scenes {
            var (picture, clip): (FileSource?, FileSource?) = (nil, nil)
            if let id = backgrounds[scene.number] {
                let isClip = try await store.file(id)?.kind == .video
                if isClip { clip = .file(id) } else { picture = .file(id) }
            }
            let task = try await row(scene.taskID, account)
            let script = task.inputs.scriptExcerpt == nil ? nil : try await store.script(of: task.id)
            order.scenes.append(
                .init(
                    Submission(again: task, script: script), cut: cut.scenes[scene.number], picture: picture, clip: clip
                ))
        }
        return order
    }
}

extension Tasks.Submission {
    /// What a task was asked for.
    fileprivate init(again task: GenerationTask, script: String?) {
        let inputs = task.inputs
        self.init(
            kind: task.kind, image: inputs.imageFileID.map { .file($0) }, video: inputs.videoFileID.map { .file($0) },
            audio: inputs.audioFileID.map { .file($0) }, avatar: inputs.videoModelID, voice: inputs.voiceModelID,
            text: script, options: inputs.options, mode: task.mode, engine: task.engineWish)
        options["subtitles"] = nil
        // Words may be read otherwise by now.
        options["pronunciations"] = nil
    }
}

extension GenerationTask.Inputs {
    /// How the scenes of a film are put together.
    var filmCut: FilmCut? {
        options[FilmCut.option].flatMap { try? JSONDecoder().decode(FilmCut.self, from: Data($0.utf8)) }
    }
}
