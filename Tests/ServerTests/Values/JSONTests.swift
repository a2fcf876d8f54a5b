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

    private struct Sample: InputBody {
        let name: String
        let size: Int?
        let kind: MediaFile.Kind?

        static let body = BodyReader(
            .field("name", .title(5)), .optional("size", .whole(1...9)), .optional("kind", Input<MediaFile.Kind>.word),
            make: Self.init)
    }

    @Test(arguments: [
        ("", 400, nil), ("{", 400, nil), ("[]", 400, nil), ("\"x\"", 400, nil), ("{\"name\": 5}", 400, "name"),
        ("{\"name\": null}", 400, "name"), ("{\"size\": 1}", 422, "name"),
        ("{\"name\": \"x\", \"size\": \"1\"}", 400, "size"), ("{\"name\": \"x\", \"size\": 1.5}", 400, "size"),
        ("{\"name\": \"x\", \"size\": 1e999}", 400, "size"), ("{\"name\": \"x\", \"size\": 10}", 422, "size"),
        ("{\"name\": \"x\", \"kind\": \"gif\"}", 422, "kind"), ("{\"name\": \"x\", \"kind\": \"\"}", 422, "kind"),
        ("{\"name\": \"\"}", 422, "name"), ("{\"name\": \"abcdef\"}", 422, "name"),
    ])
    func `names what is wrong with a body`(_ body: String, _ status: Int, _ field: String?) {
        let error = #expect(throws: ErrorBody.self) {
            _ = try Sample.body.read(JSONBody.parse(ByteBuffer(string: body)))
        }

        #expect(error?.status.code == status)
        #expect(error?.details["field"] == field)
    }

    @Test(arguments: [
        "{\"name\": \"x\"}", "{\"name\": \"x\", \"size\": null, \"more\": [{}, [1.5e-3, -0]]}",
        " {\n\"size\" : 2.0 , \"kind\":\"audio\", \"name\":\"\\ud83d\\ude00\\n\" } ",
    ])
    func `reads a body that fits`(_ body: String) throws {
        _ = try Sample.body.read(JSONBody.parse(ByteBuffer(string: body)))
    }

    @Test(arguments: [
        #"{"a": 1,}"#, "[1,]", #"{"a": 1, "a": 2}"#, "{'a': 1}", "[01]", "[1.]", "[.5]", "[+1]", "[NaN]", "[1e]",
        "{} {}",
        "[\"\t\"]", #"["\ud800"]"#, #"["\ud800\u0041"]"#, #"["\x"]"#, "[1] // one", "nul", "[\"", "[\"\\",
        "[\"\\u12", "{\"a\"", "{\"a\":", "\u{feff}{}", String(repeating: "[", count: 100_000),
    ])
    func `refuses what is not JSON, to the letter`(_ text: String) {
        let error = #expect(throws: ErrorBody.self) { try JSONBody.parse(ByteBuffer(string: text)) }

        #expect(error?.status == .badRequest)
        #expect(error?.message.contains("at byte") == true)
    }

    @Test func `refuses bytes that are not UTF-8`() {
        #expect(throws: ErrorBody.self) { try JSONBody.parse(ByteBuffer(bytes: [0x5b, 0x22, 0xff, 0x22, 0x5d])) }
    }

    private struct Told: Body {
        let title: String?
        let kinds: [MediaFile.Kind]
        let share: Double

        static var name: String? { "Told" }

        static func list(_ fields: inout some FieldList<Self>) {
            fields.add("title", "For a person.") { $0.title }
            fields.add("kinds") { $0.kinds }
            fields.add("share", as: .decimal(0...1)) { $0.share }
            fields.addIfPresent("more") { $0.title }
        }
    }

    @Test func `schema and text of a body come from one list`() {
        var (json, schema) = (JSONWriter(), JSONWriter())
        json.field("told", Told(title: nil, kinds: [.audio], share: 0.5))
        Schema.object(Told.fields).write(to: &schema)

        #expect(String(decoding: json.bytes, as: UTF8.self) == #""told":{"title":null,"kinds":["audio"],"share":0.5}"#)
        let properties = [
            #""title":{"description":"For a person.","type":["string","null"]}"#,
            #""kinds":{"type":"array","items":{"type":"string","enum":["audio","image","video"]}}"#,
            #""share":{"type":"number","minimum":0,"maximum":1}"#, #""more":{"type":"string"}"#,
        ].joined(separator: ",")
        #expect(
            String(decoding: schema.bytes, as: UTF8.self)
                == #"{"type":"object","properties":{\#(properties)},"required":["title","kinds","share"]}"#)
    }
}
