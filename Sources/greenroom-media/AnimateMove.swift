import ArgumentParser
import Foundation
import Puppetry

/// Makes a picture act like the person in a clip: the job on standard input, JSON lines on standard output.
struct AnimateMove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "animate-move",
        abstract: "Makes a picture move like the person in a clip.",
        discussion: "Reads the job as one JSON object on standard input and says JSON lines on standard output.")

    @OptionGroup var animation: Animation

    func run() throws {
        try animation.carryOut(
            "animate_move", saying: "a still picture animated",
            check: { engine, job throws(PuppetryError) in try engine.check(job) },
            make: { engine, job throws(PuppetryError) in try engine.animate(job) })
    }
}

/// Puts the figure of a picture in the place of the person in a clip.
struct AnimateMix: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "animate-mix",
        abstract: "Replaces the person in a clip by the figure of a picture.",
        discussion: "Reads the job as one JSON object on standard input and says JSON lines on standard output.")

    @OptionGroup var animation: Animation

    func run() throws {
        try animation.carryOut(
            "animate_mix", saying: "the person in a video replaced by the figure of a picture",
            check: { engine, job throws(PuppetryError) in try engine.checkMix(job) },
            make: { engine, job throws(PuppetryError) in try engine.mix(job) })
    }
}
