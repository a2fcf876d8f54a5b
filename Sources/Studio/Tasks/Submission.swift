import Domain
import Foundation

extension Tasks {
    /// What somebody asks for.
    package struct Submission: Sendable {
        package var kind: GenerationTask.Kind
        /// The picture that is to move or to speak.
        package var image: FileSource?
        /// The clip that moves it, or is to speak, or to be learnt from.
        package var video: FileSource?
        /// The sound to speak with, or to be learnt from.
        package var audio: FileSource?
        /// The prepared avatar that is to speak.
        package var avatar: ModelID?
        /// The cloned voice to speak with.
        package var voice: ModelID?
        /// What is to be spoken.
        package var text: String?
        /// What the engine is told besides: `voice`, `rate`, `subtitles`, `language`, `face`.
        package var options: [String: String]
        package var mode: GenerationTask.Mode
        /// Nil leaves the choice to the server.
        package var engine: String?
        /// Nil takes the picture's, or the beginning of the text.
        package var title: String?
        /// Whether it only lets a voice be heard, which costs nothing.
        package var isSample = false
        /// Whether somebody has to agree before it begins.
        var awaitsConsent = false

        package init(
            kind: GenerationTask.Kind, image: FileSource? = nil, video: FileSource? = nil, audio: FileSource? = nil,
            avatar: ModelID? = nil, voice: ModelID? = nil, text: String? = nil, options: [String: String] = [:],
            mode: GenerationTask.Mode = .standard, engine: String? = nil, title: String? = nil
        ) {
            self.kind = kind
            self.image = image
            self.video = video
            self.audio = audio
            self.avatar = avatar
            self.voice = voice
            self.text = text
            self.options = options
            self.mode = mode
            self.engine = engine
            self.title = title
        }

        /// Where a program is told how the task ends.
        package var webhook: String? {
            get { options[GenerationTask.webhookOption] }
            set { options[GenerationTask.webhookOption] = newValue }
        }

        /// Whether an input is fetched from an outside address first.
        package var isFetched: Bool { [image, video, audio].isFetched }
    }

    package static let longestText = 100_000

    /// A submission whose inputs are there.
    struct Prepared {
        var inputs: GenerationTask.Inputs
        /// The picture and the clip of an animation.
        var pair: (image: BlobHash, video: BlobHash)?
        /// What is known of each file.
        var media: [MediaFile] = []
        /// What the result is called when nobody says.
        var title: String
    }

    /// Looks every input up, fetching what is somewhere else.
    /// - Throws: ``StudioError/invalid(field:reason:)``.
    func prepare(_ submission: Submission, account: AccountID) async throws -> Prepared {
        if let text = submission.text {
            guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
                throw StudioError.invalid(field: submission.textField, reason: "is empty")
            }
            guard text.unicodeScalars.count <= Self.longestText else {
                throw StudioError.invalid(
                    field: submission.textField, reason: "has more than \(Self.longestText) characters")
            }
        }
        let image = try await input(submission.image, .image, account: account)
        let video = try await input(submission.video, .video, account: account)
        let audio = try await input(submission.audio, .audio, account: account)
        try await require(submission.avatar, .video, field: "video_model_id", account: account)
        try await require(submission.voice, .voice, field: "voice_model_id", account: account)
        let excerpt = submission.text.flatMap { Title.beginning(of: $0, longest: 300) }
        let inputs = GenerationTask.Inputs(
            imageFileID: image?.id, videoFileID: video?.id, audioFileID: audio?.id, videoModelID: submission.avatar,
            voiceModelID: submission.voice, scriptExcerpt: submission.text == nil ? nil : excerpt ?? "…",
            options: submission.options.merging(try await pronunciations(of: submission.text, account)) { $1 })
        let isAnimation = submission.kind == .animateMove || submission.kind == .animateMix
        let named = excerpt.flatMap { Title.beginning(of: $0, longest: 60) }
        let title = named ?? (image ?? video ?? audio).map { Title.withoutExtension($0.title) } ?? "untitled"
        let media = [image, video, audio].compactMap(\.self)
        guard isAnimation, let image, let video else { return Prepared(inputs: inputs, media: media, title: title) }
        return Prepared(inputs: inputs, pair: (image.blob, video.blob), media: media, title: title)
    }

    /// The account's readings of words that stand in the text, as an option of the task.
    private func pronunciations(of text: String?, _ account: AccountID) async throws -> [String: String] {
        guard let text else { return [:] }
        let used = try await store.pronunciations(of: account).used(in: text)
        guard !used.isEmpty, let data = try? JSONEncoder().encode(used) else { return [:] }
        return ["pronunciations": String(decoding: data, as: UTF8.self)]
    }

    /// - Throws: ``StudioError/invalid(field:reason:)`` for the first input that the engine does not take.
    func require(_ prepared: Prepared, _ submission: Submission, within limits: EngineLimits) throws(StudioError) {
        let material = TaskMaterial(media: prepared.media, text: submission.text)
        switch limits.fault(of: material) {
        case (.file(let kind), let reason)?: throw .invalid(field: "\(kind.rawValue)_file_id", reason: reason)
        case (.text, let reason)?: throw .invalid(field: submission.textField, reason: reason)
        case nil: break
        }
    }

    private func require(_ id: ModelID?, _ kind: TrainedModel.Kind, field: String, account: AccountID) async throws {
        guard let id else { return }
        guard let model = try await store.model(id, of: account), model.kind == kind else {
            let noun = kind == .video ? "avatars" : "voices"
            throw StudioError.invalid(field: field, reason: "is not one of your \(noun)")
        }
        guard model.outcome != nil else { throw StudioError.invalid(field: field, reason: "is not ready yet") }
    }
}

extension Tasks.Submission {
    /// What the request calls its text.
    fileprivate var textField: String { kind == .speech ? "text" : "script" }
}
