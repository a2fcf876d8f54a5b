import ArgumentParser
import Foundation
import Puppetry

/// Makes a picture act like the person in a clip: the job on standard input, JSON lines on standard output.
struct AnimateMove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "animate-move",
        abstract: "Makes a picture move like the person in a clip.",
        discussion: "Reads the job as one JSON object from standard input and writes JSON lines to standard output.")

    @OptionGroup var options: EngineOptions

    func run() throws {
        try options.animate(
            "animate_move", what: "a still picture animated",
            looking: { engine, job throws(PuppetryError) in try engine.check(job) },
            making: { engine, job throws(PuppetryError) in try engine.animate(job) })
    }
}

/// Puts the figure of a picture in the place of the person in a clip.
struct AnimateMix: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "animate-mix",
        abstract: "Replaces the person in a clip with the figure from a picture.",
        discussion: "Reads the job as one JSON object from standard input and writes JSON lines to standard output.")

    @OptionGroup var options: EngineOptions

    func run() throws {
        try options.animate(
            "animate_mix", what: "the person in a video replaced with the figure from a picture",
            looking: { engine, job throws(PuppetryError) in try engine.checkMix(job) },
            making: { engine, job throws(PuppetryError) in try engine.mix(job) })
    }
}
