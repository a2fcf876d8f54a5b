import NIOCore

/// Tells a method that the parser does not know from bytes that are no HTTP: it ends reading at both and does not say which.
/// Stands before the parser.
final class MethodWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private static let longestMethod = 32

    /// Whether what was read last begins with a word that could be a method (RFC 9110, section 9.1) and a target.
    private(set) var hasMethod = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasMethod = Self.beginsWithMethod(unwrapInboundIn(data).readableBytesView)
        context.fireChannelRead(data)
    }

    private static func beginsWithMethod(_ bytes: ByteBufferView) -> Bool {
        let word = bytes.prefix(longestMethod + 1).prefix { $0 != 32 }
        guard (1...longestMethod).contains(word.count), word.allSatisfy(isTokenByte) else { return false }
        let target = bytes.dropFirst(word.count + 1).first
        return target == UInt8(ascii: "/") || target == UInt8(ascii: "*") || target == UInt8(ascii: "h")
    }

    /// RFC 9110, section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
