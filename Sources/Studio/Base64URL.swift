import Foundation

/// Base64 with the URL alphabet and without padding (RFC 4648, section 5).
package enum Base64URL {
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        let code = Data(bytes).base64EncodedData().prefix { $0 != UInt8(ascii: "=") }
        return String(
            decoding: code.map { byte in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            }, as: UTF8.self)
    }

    /// Nil for what is not in that alphabet; padding is taken, too.
    package static func bytes(_ text: String) -> Data? {
        var code = Data()
        for byte in text.utf8.prefix(while: { $0 != UInt8(ascii: "=") }) {
            switch byte {
            case UInt8(ascii: "+"), UInt8(ascii: "/"): return nil
            case UInt8(ascii: "-"): code.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): code.append(UInt8(ascii: "/"))
            default: code.append(byte)
            }
        }
        code.append(contentsOf: repeatElement(UInt8(ascii: "="), count: (4 - code.count % 4) % 4))
        return Data(base64Encoded: code)
    }
}
