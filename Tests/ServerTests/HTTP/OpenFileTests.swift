import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOPosix
import TestSupport
import Testing

@testable import Server

/// Without these a download is cut off in the middle, or brings other bytes than the file's.
struct OpenFileTests {
    /// Small parts, so that thousands of them meet with the kernel's reading ahead.
    @Test func `every part of a file arrives although the next is read ahead at the same time`() async throws {
        let folder = try TemporaryFolder()
        let content = (0..<(2 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 12) }
        let path = folder.path + "/large.bin"
        try Data(content).write(to: URL(fileURLWithPath: path))
        let file = try #require(try await OpenFile.open(path, on: MultiThreadedEventLoopGroup.singleton.next()))

        let received = try await Self.answer { channel in
            try await channel.writeAndFlush(
                HTTPResponsePart.head(
                    HTTPResponse(status: .ok, headerFields: [.contentLength: "\(content.count)"]))
            ).get()
            try await file.send(0..<Int64(content.count), to: channel, partBytes: 512)
        }

        #expect(received == content)
    }

    /// A player asks for hundreds of ranges of one medium: only the first of them may wait for an opening.
    @Test func `a medium that is read range by range is opened once, and one that is not there is not kept`()
        async throws
    {
        let folder = try TemporaryFolder()
        let path = folder.path + "/medium.bin"
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let (one, other) = (loops.next(), loops.next())
        let open = OpenFiles()

        #expect(try await open.file(at: path, on: one) == nil)
        try Data("medium".utf8).write(to: URL(fileURLWithPath: path))
        let first = try #require(try await open.file(at: path, on: one))
        let second = try #require(try await open.file(at: path, on: one))
        let elsewhere = try #require(try await open.file(at: path, on: other))

        #expect(first === second)
        #expect(first !== elsewhere)
        try await loops.shutdownGracefully()
    }

    /// What a client receives, after the head, of what `respond` writes to its connection.
    private static func answer(
        _ respond: @escaping @Sendable (any Channel) async throws -> Void
    ) async throws -> [UInt8] {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        HTTPResponseEncoder(), HTTP1ToHTTPServerCodec(secure: false), FileSender(),
                    ])
                    return channel
                }
            }
        return try await server.executeThenClose { connections in
            async let answered: Void = {
                for try await channel in connections {
                    try? await respond(channel)
                    try await channel.close()
                    break
                }
            }()
            let port = try #require(server.channel.localAddress?.port)
            let received = try await Wire.with(port: port) { wire in
                _ = try await wire.read(through: "\r\n\r\n")
                return try await wire.readToEnd()
            }
            try await answered
            return received
        }
    }
}
