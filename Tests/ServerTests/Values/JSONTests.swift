import Domain
import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import Server

struct JSONTests {
    @Test(arguments: [
        "", "plain", "quote \" backslash \\ slash /", "\u{0}\u{1}\u{1f}\n\r\t", "naïve 笑顔 👩‍👩‍👧", "\u{2028}\u{7f}",
    ])
    func `writes text that any reader reads back`(_ text: String) throws {
        var json = JSONWriter()
        json.object { $0.field("text", text) }

        let read = try JSONDecoder().decode([String: String].self, from: Data(json.bytes))

        #expect(read == ["text": text])
    }

    @Test(arguments: [
        (0.0, "0"), (1, "1"), (0.5, "0.5"), (-2.25, "-2.25"), (1e-7, "1e-07"), (.infinity, "null"), (.nan, "null"),
    ])
    func `writes numbers as JSON has them`(_ value: Double, _ text: String) {
        var json = JSONWriter()
        value.write(to: &json)

        #expect(String(decoding: json.bytes, as: UTF8.self) == text)
    }

    @Test func `separates fields and items`() {
        var json = JSONWriter()
        json.object { json in
            json.field("a", [1, 2])
            json.field("b", object: { _ in })
            json.field("c", [Int]())
            json.field("d", Int?.none)
        }

        #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"a":[1,2],"b":{},"c":[],"d":null}"#)
    }

    private struct Sample: Decodable, Equatable {
        let name: String
        let size: Int?
        let kind: MediaFile.Kind?
    }

    @Test(arguments: [
        ("", 400, nil), ("{", 400, nil), ("[]", 400, nil), ("\"x\"", 400, nil), ("{\"name\": 5}", 400, "name"),
        ("{\"name\": null}", 400, "name"), ("{\"size\": 1}", 422, "name"),
        ("{\"name\": \"x\", \"size\": \"1\"}", 400, "size"), ("{\"name\": \"x\", \"kind\": \"gif\"}", 422, "kind"),
    ])
    func `names what is wrong with a body`(_ body: String, _ status: Int, _ field: String?) {
        let error = #expect(throws: ErrorBody.self) {
            _ = try JSONBody.decode(Sample.self, from: ByteBuffer(string: body))
        }

        #expect(error?.status.code == status)
        #expect(error?.details["field"] == field)
    }
}
