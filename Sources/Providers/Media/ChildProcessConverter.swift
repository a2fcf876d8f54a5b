import Domain
import Foundation

/// What a picture or a video is to become.
package struct ConversionGoal: Equatable, Sendable {
    package enum Form: String, Sendable { case jpeg, mp4 }

    package var form: Form
    /// Pixels of either side.
    package var sides: ClosedRange<Int>
    package var mostFramesPerSecond: Double?
    /// Of a picture.
    package var mostBytes: Int64?

    package init(
        _ form: Form, sides: ClosedRange<Int>, mostFramesPerSecond: Double? = nil, mostBytes: Int64? = nil
    ) {
        self.form = form
        self.sides = sides
        self.mostFramesPerSecond = mostFramesPerSecond
        self.mostBytes = mostBytes
    }
}

/// Converts media in a child process: `greenroom-media convert`.
package struct ChildProcessConverter: Sendable {
    private let program: String
    private let environment: [String: String]
    private let room: Turnstile

    /// - Parameters:
    ///   - program: absolute path of `greenroom-media`.
    ///   - environment: all that it sees of the environment.
    ///   - atOnce: how many children may run at a time; the rest wait.
    package init(program: String, environment: [String: String], atOnce: Int = 1) {
        self.program = program
        self.environment = environment
        room = Turnstile(places: atOnce)
    }

    /// - Parameter output: is there, whole, only when this returns.
    package func convert(_ path: String, to output: String, _ goal: ConversionGoal) async throws(EngineError) {
        var arguments = ["convert", path, "-o", output + ".part", "--form", goal.form.rawValue]
        arguments += ["--min-side", String(goal.sides.lowerBound), "--max-side", String(goal.sides.upperBound)]
        if let rate = goal.mostFramesPerSecond { arguments += ["--max-rate", String(rate)] }
        if goal.form == .jpeg, let bytes = goal.mostBytes { arguments += ["--max-bytes", String(bytes)] }
        let child = ChildProcess(program, arguments, environment: environment, grace: .seconds(2), isNice: true)
        let last = LastLine()
        do {
            let ending = try await room.pass { try await child.run { last.set($0) } }
            if ending.status == 3 {
                throw EngineError.refused(code: "input_unreadable", message: "A file of this task cannot be converted.")
            }
            guard ending.status == 0 else { throw EngineError(of: ending) }
            try FileManager.default.moveItem(atPath: output + ".part", toPath: output)
        } catch {
            throw EngineError(ofProgram: error)
        }
    }
}
