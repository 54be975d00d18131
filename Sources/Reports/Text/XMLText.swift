import Characters

/// Text as XML 1.0 allows it in attributes and elements; control characters that it forbids are replaced, others that are not
/// printable are shown as `\u{202e}`. Of `##`, with which commands to CI systems begin, the second character is escaped.
func xml(_ text: String) -> String {
    var escaped = ""
    var isAfterHash = false
    for scalar in text.unicodeScalars {
        defer { isAfterHash = scalar == "#" }
        switch scalar {
        case "#" where isAfterHash: escaped += "&#35;"
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "\n": escaped += "&#10;"
        case "\t": escaped += "&#9;"
        case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += "\u{FFFD}"
        case _ where scalar.isUnprintable: escaped += scalar.visibleEscape
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
