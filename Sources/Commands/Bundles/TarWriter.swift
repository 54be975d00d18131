import Kubernetes

/// Puts a tar archive together (POSIX ustar; paths over 100 bytes as pax headers), which any tar program reads.
enum TarWriter {
    private static let blockSize = 512

    /// An archive of files below one directory, which only their owner may open.
    static func archive(
        _ files: [(path: String, bytes: [UInt8])], in root: String, modified: Timestamp
    ) -> [UInt8] {
        var archive: [UInt8] = []
        archive.reserveCapacity(files.reduce(1 << 12) { $0 + $1.bytes.count + 3 * blockSize })
        // Times before 1970 cannot be written.
        let time = max(0, modified.milliseconds / 1000)
        add("\(root)/", [], type: "5", mode: 0o700, time, to: &archive)
        for (path, bytes) in files { add("\(root)/\(path)", bytes, type: "0", mode: 0o600, time, to: &archive) }
        archive += [UInt8](repeating: 0, count: 2 * blockSize)
        return archive
    }

    private static func add(
        _ path: String, _ content: [UInt8], type: Unicode.Scalar, mode: Int, _ time: Int, to archive: inout [UInt8]
    ) {
        var name = Array(path.utf8)
        if name.count > 100 {
            let record = paxRecord("path", path)
            archive += header(Array("pax".utf8), size: record.count, type: "x", mode: mode, time)
            append(record, to: &archive)
            // For programs that do not know pax headers.
            name = Array(name.suffix(100))
        }
        archive += header(name, size: content.count, type: type, mode: mode, time)
        append(content, to: &archive)
    }

    private static func append(_ content: [UInt8], to archive: inout [UInt8]) {
        archive += content
        archive += [UInt8](repeating: 0, count: (blockSize - content.count % blockSize) % blockSize)
    }

    private static func header(
        _ name: [UInt8], size: Int, type: Unicode.Scalar, mode: Int, _ time: Int
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockSize)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
            for (index, byte) in bytes.enumerated() { block[offset + index] = byte }
        }
        put(name, at: 0)
        put(octal(mode, width: 7), at: 100)
        // Nobody's: user and group 0, as the names of the user and the machine are no part of a bundle.
        put(octal(0, width: 7), at: 108)
        put(octal(0, width: 7), at: 116)
        put(octal(size, width: 11), at: 124)
        put(octal(time, width: 11), at: 136)
        put(CollectionOfOne(UInt8(ascii: type)), at: 156)
        put("ustar\u{0}00".utf8, at: 257)
        // The checksum is the sum of the header's bytes with its own field taken for spaces.
        put([UInt8](repeating: 0x20, count: 8), at: 148)
        put(octal(block.reduce(0) { $0 + Int($1) }, width: 6) + [0], at: 148)
        return block
    }

    /// `LENGTH KEY=VALUE\n`, where the length counts its own digits.
    private static func paxRecord(_ key: String, _ value: String) -> [UInt8] {
        let rest = Array(" \(key)=\(value)\n".utf8)
        var length = rest.count
        while String(length).utf8.count + rest.count != length { length = String(length).utf8.count + rest.count }
        return Array(String(length).utf8) + rest
    }

    private static func octal(_ number: Int, width: Int) -> [UInt8] {
        let digits = Array(String(number, radix: 8).utf8)
        return [UInt8](repeating: UInt8(ascii: "0"), count: max(0, width - digits.count)) + digits.suffix(width)
    }
}
