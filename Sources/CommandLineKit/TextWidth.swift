/// How many columns a terminal needs for a text: nothing for combining marks and control characters, two for East Asian wide
/// characters and emoji, one for all others. Marks that take a column in some terminals take none here.
package func displayWidth(_ text: String) -> Int {
    var count = 0
    for byte in text.utf8 {
        guard (0x20..<0x7F).contains(byte) else { return text.reduce(0) { $0 + columns(of: $1) } }
        count += 1
    }
    return count
}

/// Text broken at spaces into lines of at most `width` columns, each starting with `indent` spaces. Line breaks in the
/// text stay, and so do the spaces that a line starts with. A word that is longer than a line stays whole, so that a
/// command or an address can be copied.
package func wrap(_ text: String, width: Int, indent: Int = 0) -> [String] {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
        let words = paragraph.split(separator: " ")
        guard !words.isEmpty else {
            lines.append("")
            continue
        }
        let margin = String(repeating: " ", count: max(0, indent) + paragraph.prefix { $0 == " " }.count)
        var line = margin
        var used = margin.utf8.count
        var isEmpty = true
        for word in words {
            let needed = displayWidth(String(word))
            if !isEmpty, used + 1 + needed > width {
                lines.append(line)
                line = margin
                used = margin.utf8.count
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            used += (isEmpty ? 0 : 1) + needed
            isEmpty = false
        }
        lines.append(line)
    }
    return lines
}

/// Text shortened to a number of columns by removing the middle: names and UIDs differ at their ends.
package func truncateMiddle(_ text: String, to columns: Int, ellipsis: String = "…") -> String {
    guard displayWidth(text) > columns else { return text }
    let room = columns - displayWidth(ellipsis)
    guard room > 0 else { return fitting(ellipsis, in: columns) }
    let tail = room / 2
    let end = fitting(text.reversed(), in: tail).reversed()
    return fitting(text, in: room - tail) + ellipsis + String(end)
}

/// As many characters from the start as fit into a number of columns.
package func truncateEnd(_ text: String, to columns: Int) -> String { fitting(text, in: columns) }

/// As many characters from the start as fit.
private func fitting(_ characters: some Sequence<Character>, in width: Int) -> String {
    var text = ""
    var used = 0
    for character in characters {
        used += columns(of: character)
        guard used <= width else { break }
        text.append(character)
    }
    return text
}

private func columns(of character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
        // The selector of emoji presentation.
        if scalar.value == 0xFE0F { return width == 0 ? 0 : 2 }
        width = max(width, columns(of: scalar))
    }
    return width
}

private func columns(of scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return (0x20..<0x7F).contains(scalar.value) ? 1 : 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .control, .format, .lineSeparator, .paragraphSeparator: return 0
    default: return WideCharacters.contains(scalar.value) ? 2 : 1
    }
}
