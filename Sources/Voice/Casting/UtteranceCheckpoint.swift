import Foundation
import Media

/// Checkpoints what a voice has said of a script so far, so that a resumed job need not say it again.
final class UtteranceCheckpoint {
    private let checkpoint: Checkpoint
    private let log: CheckpointLog
    private var records: CheckpointLog.Records

    /// - Parameters:
    ///   - rate: samples a second of the voice; what was said at another rate is discarded.
    /// - Returns: nil without a checkpoint.
    init?(_ checkpoint: Checkpoint?, rate: Int) {
        guard let checkpoint, var log = checkpoint.log(Synthesiser.checkpointName) else { return nil }
        var records = log.records()
        let description = Array("rate \(rate)".utf8)
        if log.committedRecords == 0 || records.next() != description {
            checkpoint.discard(Synthesiser.checkpointName)
            guard let fresh = checkpoint.log(Synthesiser.checkpointName) else { return nil }
            log = fresh
            log.append(description)
            records = log.records()
        }
        (self.checkpoint, self.log, self.records) = (checkpoint, log, records)
    }

    /// Sentences that were said before.
    var count: Int { max(0, log.committedRecords - 1) }

    /// What was said before, sentence by sentence; nil after the last.
    func next() throws(VoiceError) -> Utterance? {
        guard let record = records.next() else { return nil }
        guard let utterance = Utterance(record: record) else {
            throw VoiceError("write_failed", "What was spoken before could not be read.")
        }
        return utterance
    }

    func add(_ utterance: Utterance) {
        log.append(utterance.record)
    }

    /// What was added so far survives the process.
    func commitPart() { checkpoint.commit(log) }

    /// All is said.
    func finish() {
        if !log.isComplete { checkpoint.commit(log, isComplete: true) }
    }
}

extension Utterance {
    private struct Marks: Codable {
        let words: [Speech.Word]
        let sounds: [Speech.Sound]
    }

    /// - Returns: nil for bytes that no utterance was written as.
    fileprivate init?(record: [UInt8]) {
        var record = ByteRecord(record)
        guard let marks = record.takeCounted().flatMap({ try? JSONDecoder().decode(Marks.self, from: Data($0)) }),
            let count = record.take(UInt32.self), let samples = record.take(Int16.self, count: Int(count))
        else { return nil }
        self.init(samples: samples, words: marks.words, sounds: marks.sounds)
    }

    /// One that cannot be written is one that cannot be read.
    fileprivate var record: [UInt8] {
        guard let marks = try? JSONEncoder().encode(Marks(words: words, sounds: sounds)) else { return [] }
        var record = ByteRecord()
        record.put(counted: Array(marks))
        record.put(UInt32(samples.count))
        record.put(samples)
        return record.bytes
    }
}
