import Diagnosis

/// The frame of a page that needs nothing but itself: style and script stand in it, and nothing else may be loaded or run.
struct HTMLPage {
    let title: String
    /// Markup.
    let body: [String]

    var text: String {
        let lines =
            [
                "<!DOCTYPE html>", #"<html lang="en">"#, "<head>", #"<meta charset="utf-8">"#,
                #"<meta name="viewport" content="width=device-width, initial-scale=1">"#,
                #"<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; "#
                    + "img-src data:; script-src '\(HTMLScript.hash)'; base-uri 'none'; form-action 'none'\">",
                #"<meta name="color-scheme" content="light dark">"#, #"<meta name="robots" content="noindex">"#,
                "<title>\(HTMLText.escaped(title))</title>", "<style>\(HTMLStyle.text)</style>", "</head>", "<body>",
            ] + body + ["<script>\(HTMLScript.text)</script>", "</body>", "</html>"]
        return lines.map { $0 + "\n" }.joined()
    }
}

/// Text of a page of which nothing is markup.
enum HTMLText {
    static func escaped(_ text: String) -> String { xml(ReportWords.line(text)) }

    /// The same with words that a phone has no room for, such as versions, in spans that the style can shorten.
    static func escapedWithShortWords(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let mark = word.last.map { ",.;:)".contains($0) } ?? false ? 1 : 0
            let (name, rest) = (escaped(String(word.dropLast(mark))), escaped(String(word.suffix(mark))))
            return word.count > 24 ? #"<span class="long" title="\#(name)">\#(name)</span>\#(rest)"# : name + rest
        }.joined(separator: " ")
    }

    /// Codes of findings with links to their cards: each code once, however many findings have it.
    static func links(_ findings: [(code: CheckCode, id: String)]) -> String {
        var seen: Set<CheckCode> = []
        return findings.filter { seen.insert($0.code).inserted }.map { ##"<a href="#\##($0.id)">\##($0.code)</a>"## }
            .joined(separator: ", ")
    }

    /// A resource in the page itself, with everything encoded that means something to a URI or an attribute.
    static func dataURI(_ text: String, type: String) -> String {
        var encoded = "data:\(type),"
        for byte in text.utf8 {
            switch byte {
            case 0x20..<0x7F where !#""%#&'<>?[\]^`{|}"#.utf8.contains(byte):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return encoded
    }

    static func element(_ name: String, _ classes: String = "", _ text: String) -> String {
        let attribute = classes.isEmpty ? "" : " class=\"\(classes)\""
        return "<\(name)\(attribute)>\(escaped(text))</\(name)>"
    }
}
