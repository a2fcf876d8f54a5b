import ArgumentParser
import Domain

/// What `animate` and `mix` are told alike beside the picture and the clip, and how both are carried out.
struct AnimationOptions: ParsableArguments {
    @OptionGroup var work: LocalWork

    @OptionGroup var quality: QualityOption

    @Flag(help: "Draw a small \"AI\" in a corner of the video.")
    var visibleMark = false

    func carryOut(_ kind: GenerationTask.Kind, picture: String, clip: String) async throws {
        let mode = try quality.chosen()
        try await work.carryOut(
            LocalWork.Order(
                kind: kind, parameters: ["mode": mode.rawValue, "visible_mark": "\(visibleMark)"],
                inputs: [
                    "image": try LocalWork.existing(picture, "The picture"),
                    "video": try LocalWork.existing(clip, "The clip"),
                ]))
    }
}
