import Foundation
import Inference
import Media
import Puppetry

extension EngineOptions {
    /// Carries out a job of a picture and a clip.
    /// - Parameters:
    ///   - kind: of jobs that are taken.
    ///   - what: is made, for the mark in the result.
    func animate(
        _ kind: String, what: String,
        looking: (FigureEngine, AnimationJob) throws(PuppetryError) -> JobCheck,
        making: (FigureEngine, AnimationJob) throws(PuppetryError) -> FigureResult
    ) throws {
        try carryOut(kind) { job in
            let name = "out.mp4"
            let environment = ProcessInfo.processInfo.environment
            let assets = Assets.located(in: environment)
            let order = AnimationJob(
                picture: try job.input("image"), clip: try job.input("video"),
                output: job.outputDirectory + "/" + name, folder: job.outputDirectory,
                size: try job.choice("mode", OutputSize.self), metadata: Marks.metadata(of: job, what: what),
                face: try job.place("face"), isMarked: try job.flag("visible_mark"), longestClip: maxMinutes * 60,
                cores: coresToUse,
                checkpoint: check || preview ? nil : job.checkpoint(assets, cores: coresToUse))
            let engine = try FigureEngine(
                assets: assets,
                neutralFace: ShippedData.folder(environment) + "/face/neutral_face.obj", cache: job.modelCache,
                cores: coresToUse, report: Self.say, isCancelled: { Cancellation.isRequested })
            let unheard = (try? MediaFacts.probe(path: order.clip))?.unreadableSound.map { sound in
                Remark(
                    "sound_unreadable", "The sound of the video (\(sound)) cannot be read. The result has no sound.",
                    ["format": .text(sound)])
            }
            if check {
                var found = try looking(engine, order)
                if let unheard { found.warnings.append(unheard) }
                Report.say(.check(.init(found)))
                return
            }
            if preview {
                let moments = try engine.preview(order, to: job.outputDirectory + "/preview.jpg") {
                    (quick) throws(PuppetryError) in try making(engine, quick)
                }
                Report.say(.check(.init(seconds: 0, frames: moments, warnings: [])))
                return
            }
            if let unheard { Report.say(.log(unheard.message)) }
            let result = try making(engine, order)
            Report.say(
                .output(
                    .init(
                        files: ["video": name], width: result.width, height: result.height,
                        durationMs: result.durationMs, frames: result.frames, path: result.path.rawValue,
                        fallbacks: result.fallbacks)))
        }
    }
}
