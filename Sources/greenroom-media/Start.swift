import ArgumentParser
import Version

/// One task on media in a process of its own, so that no file can harm the server that asked for it.
@main struct GreenroomMedia: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "greenroom-media",
        abstract: "Reads and makes media for greenroom, one task per process.",
        version: Version.text,
        subcommands: [
            ProbeCommand.self, PosterCommand.self, PaperCommand.self, ConvertCommand.self, CutCommand.self,
            RenditionCommand.self, AnimateMove.self,
            AnimateMix.self, TalkingVideo.self, FilmCommand.self,
            AvatarTraining.self,
            SpeechCommand.self, VoiceCloneCommand.self, VoicesCommand.self, MarkCommand.self, ConsentCommand.self,
            CompareCommand.self,
            GuardCommand.self,
        ])
}
