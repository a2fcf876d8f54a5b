import Studio
import Testing

/// Names come from strangers and are shown to people, written into headers and used in file dialogs.
@Suite struct TitleTests {
    @Test(arguments: [
        ("a dance", "a dance"), ("  a \t dance \n", "a dance"), ("a\u{0}b\u{7}c", "a b c"),
        ("e\u{301}", "\u{e9}"), ("invoice\u{202e}gpj.exe", "invoicegpj.exe"), ("\u{feff}x\u{2066}y", "xy"),
        ("孙悟空", "孙悟空"), ("👩‍👩‍👧", "👩‍👩‍👧"), ("\u{e000}x", "x"),
    ])
    func `a title loses what is treacherous and nothing else`(text: String, expected: String) {
        #expect(Title.cleaned(text) == expected)
    }

    @Test(arguments: ["", "   ", "\n\u{200e}", String(repeating: "x", count: 201), String(repeating: "👩‍👩‍👧", count: 41)])
    func `a title must have 1 to 200 characters`(text: String) { #expect(Title.cleaned(text) == nil) }

    @Test(arguments: [
        ("portrait.png", "portrait.png"), ("/etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\fakepath\\me.jpg", "me.jpg"), ("..", "untitled"), ("", "untitled"), ("a/", "a"),
        ("x\r\nSet-Cookie: y", "x Set-Cookie: y"),
    ])
    func `a file name is the last part of a path`(name: String, expected: String) {
        #expect(Title.ofFile(named: name) == expected)
    }

    @Test func `a long file name keeps its extension`() {
        let name = Title.ofFile(named: String(repeating: "x", count: 400) + ".mp4")

        #expect(name.count == 200 && name.hasSuffix("x.mp4"))
    }

    @Test func `a long name is cut between characters, to as many code points as the database takes`() {
        let name = Title.ofFile(named: String(repeating: "👩‍👩‍👧", count: 200) + ".mp4")

        #expect(name == String(repeating: "👩‍👩‍👧", count: 39) + ".mp4")
        #expect(Title.beginning(of: String(repeating: "e\u{301}", count: 300), longest: 5) == "ééééé")
        #expect(Title.beginning(of: " \n ") == nil)
    }

    @Test(arguments: [
        ("portrait.final.png", "portrait.final"), (".hidden", ".hidden"), ("no extension", "no extension"),
        ("Mr. Kim", "Mr. Kim"), ("3.14159265", "3.14159265"),
    ])
    func `a result is named like the picture, without extension`(name: String, expected: String) {
        #expect(Title.withoutExtension(name) == expected)
    }

    @Test(arguments: ["kim@example.org", " Kim.Lee+x@mail.example.co.uk ", "o'neil@example.org", "用户@例子.广告"])
    func `an e-mail address is taken`(text: String) { #expect(EmailAddress.cleaned(text) != nil) }

    @Test(arguments: [
        "", "kim", "kim@", "@example.org", "kim@example", "kim@@example.org", "kim lee@example.org",
        ".kim@example.org", "kim..lee@example.org", "kim@-example.org", "kim@example..org",
        "kim@example.org\r\nBcc: x@example.org", "\"<script>\"@example.org",
        String(repeating: "x", count: 65) + "@example.org",
    ])
    func `what is surely no e-mail address is refused`(text: String) { #expect(EmailAddress.cleaned(text) == nil) }
}
