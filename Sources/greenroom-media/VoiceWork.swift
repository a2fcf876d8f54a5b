import ArgumentParser
import Foundation
import Inference
import Voice

/// What the voice commands have in common.
enum VoiceWork {
    /// Reads the job, confines the process and does the work; reports failures as the contract wants.
    static func carryOut(_ kind: String, _ work: (Job) throws(VoiceError) -> Void) throws {
        do throws(VoiceError) {
            let job = try read(kind)
            Limits.applyForEngine()
            Cancellation.listen()
            try work(job)
        } catch {
            Report.fail(code: error.code, error.message, error.values)
            throw ExitCode(1)
        }
    }

    private static func read(_ kind: String) throws(VoiceError) -> Job {
        do throws(JobError) {
            let job = try Job.read()
            guard job.kind == kind else { throw JobError(message: "The job is a \(job.kind), not a \(kind).") }
            return job
        } catch {
            throw VoiceError("invalid_job", error.message)
        }
    }

    /// What tells this machine's neural voices from others of the same names.
    static func voiceFacts() -> [String] {
        ProcessInfo.processInfo.environment["GREENROOM_VOICES"].map(Job.facts(in:)) ?? []
    }

    static func write(_ value: some Encodable, to path: String) throws(VoiceError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(value).write(to: URL(fileURLWithPath: path))
        } catch {
            throw VoiceError("write_failed", "\((path as NSString).lastPathComponent) could not be written: \(error)")
        }
    }
}

extension Voices {
    /// The voices of this machine: the assets' natural ones, eSpeak NG's, and Piper's in the folder GREENROOM_VOICES, spoken
    /// by the program GREENROOM_PIPER. A text on which eSpeak NG breaks is answered with an error (``CrashLine``).
    /// - Parameter cache: where compiled models are kept.
    static func onThisMachine(cache: String?) -> Voices {
        CrashLine.listen()
        let environment = ProcessInfo.processInfo.environment
        let natural = NaturalVoices(assets: .located(in: environment), cache: cache)
        let emoji = EmojiNames(folder: ShippedData.folder(environment) + "/emoji")
        guard let folder = environment["GREENROOM_VOICES"], folder.hasPrefix("/") else {
            return Voices(natural: natural, emoji: emoji, watch: CrashLine.prepare)
        }
        return Voices(
            piper: .init(folder: folder, program: environment["GREENROOM_PIPER"].flatMap { $0.isEmpty ? nil : $0 }),
            natural: natural, emoji: emoji, watch: CrashLine.prepare)
    }
}
