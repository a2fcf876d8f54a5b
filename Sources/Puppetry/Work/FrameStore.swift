import Foundation
import Media

/// Records of floats, one a frame, of any number: the first of them in memory, the others in a file that has no name and
/// vanishes with the process, so that ten minutes take no more memory than ten seconds.
///
/// Unchecked: one thread at a time; the engine's passes follow each other.
final class FrameStore: @unchecked Sendable {
    /// In bytes. The kernel holds the file's pages as long as it has room: reading one back costs next to nothing.
    static let memoryLimit = 8 << 20

    let recordSize: Int
    private(set) var count = 0
    private let folder: String
    private let memoryRecords: Int
    private var memory: [Float] = []
    private var file: TemporaryFile?

    /// - Parameters:
    ///   - folder: where a file may be made.
    ///   - memoryLimit: in bytes; records beyond it go to the file.
    init(recordSize: Int, folder: String, memoryLimit: Int = FrameStore.memoryLimit) {
        self.recordSize = recordSize
        self.folder = folder
        memoryRecords = memoryLimit / (recordSize * MemoryLayout<Float>.stride)
    }

    private var recordBytes: Int { recordSize * MemoryLayout<Float>.stride }

    func append(_ record: UnsafeBufferPointer<Float>) throws(PuppetryError) {
        precondition(record.count == recordSize, "a record of another size")
        if count < memoryRecords {
            memory.append(contentsOf: record)
        } else {
            try write(record, at: count)
        }
        count += 1
    }

    func append(_ record: [Float]) throws(PuppetryError) {
        try record.withUnsafeBufferPointer { (floats) throws(PuppetryError) in try append(floats) }
    }

    func replace(_ index: Int, with record: [Float]) throws(PuppetryError) {
        precondition(index < count && record.count == recordSize, "no such record")
        if index < memoryRecords {
            memory.replaceSubrange((index * recordSize)..<((index + 1) * recordSize), with: record)
        } else {
            try record.withUnsafeBufferPointer { (floats) throws(PuppetryError) in try write(floats, at: index) }
        }
    }

    func record(_ index: Int) throws(PuppetryError) -> [Float] {
        precondition(index < count, "no such record")
        if index < memoryRecords { return Array(memory[(index * recordSize)..<((index + 1) * recordSize)]) }
        var record = [Float](repeating: 0, count: recordSize)
        do throws(MediaError) {
            let offset = (index - memoryRecords) * recordBytes
            try file?.read(into: &record, at: offset)
        } catch { throw .output(error) }
        return record
    }

    private func write(_ record: UnsafeBufferPointer<Float>, at index: Int) throws(PuppetryError) {
        do throws(MediaError) {
            if file == nil { file = try TemporaryFile(in: folder) }
            try file?.write(UnsafeRawBufferPointer(record), at: (index - memoryRecords) * recordBytes)
        } catch { throw .output(error) }
    }
}
