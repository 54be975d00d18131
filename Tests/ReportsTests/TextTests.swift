import CommandLineKit
import Testing

@testable import Reports

/// What reaches the terminal: fitted, wrapped, and free of anything that could control it.
@Suite struct TextTests {
    private func painter(width: Int? = nil, color: Bool = false, ascii: Bool = false) -> Painter {
        Painter(style: TextStyle(width: width, usesColor: color, isASCII: ascii))
    }

    private func table() -> Columns {
        var table = Columns([
            .init(heading: "NAMESPACE", expendability: 0, minimum: 9),
            .init(heading: "SERVICE", expendability: 0, minimum: 10),
            .init(heading: "CLASS", expendability: 4, minimum: 5),
            .init(heading: "LOADBALANCER", expendability: 3, minimum: 8),
            .init(heading: "STAGE", expendability: 0, minimum: 14),
        ])
        table.rows = [
            ["shop", "web", "kubelb", "7f22…e1", "5/5 Routed"],
            [String(repeating: "n", count: 63), String(repeating: "s", count: 63), "-", "-", "2/5 Propagated"],
            ["店舗", "決済サービス", "-", "-", "4/5 Synced"],
        ]
        return table
    }

    @Test(arguments: [60, 80, 100, 160, 200, 250])
    func tablesFitAnyWidth(width: Int) {
        let lines = table().lines(painter(width: width), showsHeaders: true) { text, _, _ in text }
        #expect(lines.count == 4)
        for line in lines { #expect(displayWidth(line) <= width, "\(line)") }
    }

    @Test func columnsStandBelowTheirHeadings() throws {
        let lines = table().lines(painter(), showsHeaders: true) { text, _, _ in text }
        let stage = try #require(lines[0].firstRange(of: "STAGE")?.lowerBound)
        let column = displayWidth(String(lines[0][..<stage]))
        for (line, word) in zip(lines.dropFirst(), ["5/5", "2/5", "4/5"]) {
            let start = try #require(line.firstRange(of: word)?.lowerBound)
            #expect(displayWidth(String(line[..<start])) == column, "\(line)")
        }
    }

    @Test func lessImportantColumnsGoFirst() {
        func heading(_ width: Int) -> String {
            table().lines(painter(width: width), showsHeaders: true) { text, _, _ in text }.first ?? ""
        }
        #expect(heading(250).contains("CLASS") && heading(250).contains("LOADBALANCER"))
        #expect(!heading(60).contains("CLASS") && !heading(60).contains("LOADBALANCER"))
        #expect(heading(60).contains("NAMESPACE") && heading(60).contains("STAGE"))
    }

    @Test func nothingIsShortenedInAPipe() {
        let lines = table().lines(painter(), showsHeaders: false) { text, _, _ in text }
        #expect(lines.count == 3)
        #expect(lines[1].contains(String(repeating: "s", count: 63)))
    }

    @Test func controlCharactersNeverReachTheOutput() {
        let hostile = "a\u{1B}[31mred\u{7}\u{0}b\nc\td\u{9B}e"
        let shown = painter().plain(hostile)
        #expect(shown.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }, "\(shown)")
    }

    @Test func asciiIsASCII() {
        let painter = painter(width: 40, ascii: true)
        let text = painter.plain("×3 … 店")
        #expect(text.allSatisfy { $0.isASCII }, "\(text)")
        let uid = painter.shortUID("7c1e0000-0000-4000-8000-0000000009b2")
        #expect(uid.allSatisfy { $0.isASCII } && uid.hasPrefix("7c1e") && uid.count <= 10, "\(uid)")
    }

    @Test func colourIsOnlyThereWhenAskedFor() {
        #expect(painter().paint("error", .red) == "error")
        #expect(TerminalText.written(painter(color: true).paint("error", .red)) == "\u{1B}[31merror\u{1B}[0m")
        #expect(painter(color: true).paint("", .red).isEmpty)
    }

    @Test func wrappedTextHangs() {
        let lines = painter(width: 40).hanging("evidence", String(repeating: "word ", count: 20))
        #expect(lines.count > 2)
        #expect(lines[0].hasPrefix("  evidence  word"))
        for line in lines {
            #expect(displayWidth(line) <= 40)
            #expect(line == lines[0] || line.hasPrefix("            word"))
        }
    }
}
