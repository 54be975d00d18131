/// The frame of a page that needs nothing but itself: style and script stand in it, and nothing else may be loaded or run.
struct HTMLPage {
    let title: String
    /// Markup.
    let body: [String]

    /// Of the script below, so that a browser runs that one alone; `scripts/test-schemas.sh` compares them.
    static let scriptHash = "sha256-Idll5k8h8/vtbZWZm0OGDxk7YUTVHmhJuDVq2DSzKIw="

    var text: String {
        let lines =
            [
                "<!DOCTYPE html>", #"<html lang="en">"#, "<head>", #"<meta charset="utf-8">"#,
                #"<meta name="viewport" content="width=device-width, initial-scale=1">"#,
                #"<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; "#
                    + "img-src data:; script-src '\(Self.scriptHash)'; base-uri 'none'; form-action 'none'\">",
                #"<meta name="color-scheme" content="light dark">"#, #"<meta name="robots" content="noindex">"#,
                "<title>\(HTMLText.escaped(title))</title>", "<style>\(HTMLStyle.text)</style>", "</head>", "<body>",
            ] + body + ["<script>\(Self.script)</script>", "</body>", "</html>"]
        return lines.map { $0 + "\n" }.joined()
    }

    /// Buttons that copy commands; without scripts there are none, and the text is there all the same.
    static let script = """

        for (const block of document.querySelectorAll("pre.command")) {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "copy";
          button.textContent = "Copy";
          button.addEventListener("click", async () => {
            const code = block.querySelector("code");
            try {
              await navigator.clipboard.writeText(code.textContent);
              button.textContent = "Copied";
            } catch {
              getSelection().selectAllChildren(code);
              button.textContent = "Selected";
            }
            setTimeout(() => { button.textContent = "Copy"; }, 2000);
          });
          block.before(button);
        }

        """
}

/// Text of a page of which nothing is markup.
enum HTMLText {
    static func escaped(_ text: String) -> String { xml(ReportWords.line(text)) }

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
