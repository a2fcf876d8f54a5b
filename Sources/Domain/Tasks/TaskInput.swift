/// One thing that a task is made from.
package struct TaskInput: Codable, Equatable, Sendable {
    /// What the task does with it.
    package enum Role: String, Codable, Sendable, CaseIterable {
        case image, video, audio
        /// A prepared avatar.
        case avatar
        /// A cloned voice.
        case voice
        /// A finished scene of a film.
        case scene
        /// What is behind the figure in a scene of a film, a picture or a clip.
        case background
    }

    package enum Source: Codable, Equatable, Sendable {
        case file(FileID)
        case model(ModelID)
    }

    package let role: Role
    /// Among the inputs of one role, from 0.
    package let position: Int
    package let source: Source

    package init(_ role: Role, position: Int = 0, _ source: Source) {
        self.role = role
        self.position = position
        self.source = source
    }
}

extension GenerationTask {
    /// What a task is made from.
    package struct Inputs: Codable, Equatable, Sendable {
        /// By role, then by position.
        package let items: [TaskInput]
        /// How the text begins that is to be spoken; the whole of it is kept apart, because it may be long.
        package let scriptExcerpt: String?
        /// What the engine is told besides: `voice`, `rate`, `subtitles`.
        package let options: [String: String]

        package init(items: [TaskInput], scriptExcerpt: String? = nil, options: [String: String] = [:]) {
            self.items = items.sorted { ($0.role.rawValue, $0.position) < ($1.role.rawValue, $1.position) }
            self.scriptExcerpt = scriptExcerpt
            self.options = options
        }

        /// At most one input of each role.
        package init(
            imageFileID: FileID? = nil, videoFileID: FileID? = nil, audioFileID: FileID? = nil,
            videoModelID: ModelID? = nil, voiceModelID: ModelID? = nil, scriptExcerpt: String? = nil,
            options: [String: String] = [:]
        ) {
            let items = [
                imageFileID.map { TaskInput(.image, .file($0)) }, videoFileID.map { TaskInput(.video, .file($0)) },
                audioFileID.map { TaskInput(.audio, .file($0)) }, videoModelID.map { TaskInput(.avatar, .model($0)) },
                voiceModelID.map { TaskInput(.voice, .model($0)) },
            ]
            self.init(items: items.compactMap { $0 }, scriptExcerpt: scriptExcerpt, options: options)
        }

        package var imageFileID: FileID? { file(.image) }
        package var videoFileID: FileID? { file(.video) }
        package var audioFileID: FileID? { file(.audio) }
        package var videoModelID: ModelID? { model(.avatar) }
        package var voiceModelID: ModelID? { model(.voice) }
        /// The finished scenes of a film, by number.
        package var scenes: [(number: Int, file: FileID)] { numbered(.scene) }
        /// What is behind the figures of a film's scenes, by the scene's number.
        package var backgrounds: [(number: Int, file: FileID)] { numbered(.background) }

        private func numbered(_ role: TaskInput.Role) -> [(number: Int, file: FileID)] {
            items.compactMap { item in
                guard item.role == role, case .file(let id) = item.source else { return nil }
                return (item.position, id)
            }
        }

        private func file(_ role: TaskInput.Role) -> FileID? {
            guard case .file(let id) = items.first(where: { $0.role == role })?.source else { return nil }
            return id
        }

        private func model(_ role: TaskInput.Role) -> ModelID? {
            guard case .model(let id) = items.first(where: { $0.role == role })?.source else { return nil }
            return id
        }
    }
}
