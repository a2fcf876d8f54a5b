import NIOCore

/// A part of an open file that goes to a connection: as ``FileSender`` or ``FileReader`` can.
struct FilePart: Sendable {
    /// For sendfile(2).
    let region: FileRegion
    /// Reads the bytes; blocks, and may be called by several threads at once.
    let read: @Sendable () throws -> ByteBuffer
}
