import CommandLineKit

/// The regular files of a tar archive (POSIX ustar, with GNU long names and pax paths and sizes).
///
/// Hostile input is expected: paths that lead out of the archive, links and devices are left out and named; numbers are
/// bounded; what stands before a break is kept.
struct TarArchive {
    /// Parts of the archive's own bytes, which are not held twice.
    private(set) var files: [String: ArraySlice<UInt8>] = [:]
    /// Where reading stopped before the archive's end mark, and why.
    private(set) var damage: String?
    /// Files that were left out, by their paths, and why: they are not missing.
    private(set) var skipped: [String: String] = [:]
    private var leftOut: [String] = []

    private static let blockSize = 512
    private static let leftOutLimit = 20

    init(_ bytes: [UInt8], entryLimit: Int = 100_000) {
        var offset = 0
        var entries = 0
        var override = Override()
        while offset + Self.blockSize <= bytes.count {
            let header = Header(bytes[offset..<offset + Self.blockSize])
            if header.isEmpty { return }
            guard header.isValid else {
                damage =
                    files.isEmpty ? "not a tar archive" : "damaged at byte \(offset): the remaining files were not read"
                return
            }
            entries += 1
            guard entries <= entryLimit else {
                damage = "more than \(entryLimit) entries: the remaining ones were not read"
                return
            }
            let isExtension = header.isExtension
            let path = (isExtension ? nil : override.path) ?? header.path
            let start = offset + Self.blockSize
            guard let size = (isExtension ? nil : override.size) ?? header.size,
                (0...bytes.count - start).contains(size)
            else {
                damage = "\(Self.shown(path)): truncated: this file and the following ones were not read"
                return
            }
            let content = bytes[start..<start + size]
            offset = start + (size + Self.blockSize - 1) / Self.blockSize * Self.blockSize
            switch header.type {
            case UInt8(ascii: "L"): override.path = Self.text(content)
            case UInt8(ascii: "x"): override.readPax(content)
            case _ where isExtension: continue
            default:
                add(content, path: path, type: header.type)
                override = Override()
            }
        }
        damage = files.isEmpty ? "not a tar archive" : "truncated: the end marker is missing"
    }

    /// Why not everything is in `files`: the damage, then what was left out. Paths are escaped.
    var warnings: [String] {
        let rest = leftOut.count - Self.leftOutLimit
        let more = rest > 0 ? ["\(rest) more entries were skipped"] : []
        return (damage.map { [$0] } ?? []) + leftOut.prefix(Self.leftOutLimit) + more
    }

    private mutating func add(_ content: ArraySlice<UInt8>, path: String, type: UInt8) {
        let isFile = [0, UInt8(ascii: "0"), UInt8(ascii: "7")].contains(type)
        if type == UInt8(ascii: "5") { return }
        let parts = path.split(separator: "/", omittingEmptySubsequences: true).filter { $0 != "." }
        guard !path.hasPrefix("/"), !parts.contains(".."), !parts.isEmpty else {
            leftOut.append("\(Self.shown(path)): points outside the archive, skipped")
            return
        }
        let name = parts.joined(separator: "/")
        let reason =
            !isFile
            ? "a link or device"
            : content.count > FileSystem.fileLimit ? "larger than \(FileSystem.size(FileSystem.fileLimit))" : nil
        if let reason {
            leftOut.append("\(Self.shown(path)): \(reason), skipped")
            skipped[name] = "\(reason), which is not read from an archive"
        } else {
            files[name] = content
        }
    }

    private static func shown(_ path: String) -> String {
        escaped(String(path.prefix(300)))
    }

    private static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// What an extended header says about the entry that follows it.
    private struct Override {
        var path: String?
        var size: Int?

        /// Records of the form `LENGTH KEY=VALUE\n`.
        mutating func readPax(_ content: ArraySlice<UInt8>) {
            var rest = content
            while let space = rest.firstIndex(of: UInt8(ascii: " ")),
                let length = Int(String(decoding: rest[..<space], as: UTF8.self)), length > 0, length <= rest.count,
                rest.startIndex + length > space + 1
            {
                let record = rest[(space + 1)..<(rest.startIndex + length)].dropLast()
                if let equals = record.firstIndex(of: UInt8(ascii: "=")) {
                    let value = String(decoding: record[(equals + 1)...], as: UTF8.self)
                    switch String(decoding: record[..<equals], as: UTF8.self) {
                    case "path": path = value
                    case "size": size = Int(value)
                    default: break
                    }
                }
                rest = rest.dropFirst(length)
            }
        }
    }

    private struct Header {
        private let block: [UInt8]

        init(_ block: ArraySlice<UInt8>) {
            self.block = Array(block)
        }

        var isEmpty: Bool { block.allSatisfy { $0 == 0 } }

        /// The checksum is the sum of the header's bytes with its own field taken for spaces.
        var isValid: Bool {
            guard let stored = octal(148..<156) else { return false }
            let sum = block.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 0x20 : Int(block[$1])) }
            return sum == stored
        }

        var type: UInt8 { block[156] }

        /// Says something about the entry that follows, or about all: GNU's long name and long link target, pax headers.
        var isExtension: Bool { "LKxg".utf8.contains(type) }

        var size: Int? { octal(124..<136) }

        var path: String {
            let name = TarArchive.text(block[0..<100])
            let isUstar = block[257..<262].elementsEqual("ustar".utf8)
            let prefix = isUstar ? TarArchive.text(block[345..<500]) : ""
            return prefix.isEmpty ? name : "\(prefix)/\(name)"
        }

        private func octal(_ field: Range<Int>) -> Int? {
            let digits = block[field].drop { $0 == 0x20 }.prefix {
                (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0)
            }
            return digits.isEmpty ? nil : Int(String(decoding: digits, as: UTF8.self), radix: 8)
        }
    }
}
