import FoundationEssentials

extension GeneratedFiles {
    /// What differs between a repository and its sources, a line each: `stale man/kubelb-ctl.1`.
    package static func differences(in root: URL) -> [String] {
        let files = all
        var differences: [String] = []
        for file in files {
            guard let bytes = FileManager.default.contents(atPath: path(of: file.path, in: root)) else {
                differences.append("missing \(file.path)")
                continue
            }
            if Array(bytes) != Array(file.text.utf8) { differences.append("stale \(file.path)") }
        }
        return differences + surplus(in: root, files).map { "superfluous \($0)" }
    }

    /// Makes a repository the same as its sources. Returns what it did.
    package static func refresh(in root: URL) throws -> [String] {
        let files = all
        var changes: [String] = []
        for directory in directories {
            try FileManager.default.createDirectory(
                atPath: path(of: directory, in: root), withIntermediateDirectories: true)
        }
        for file in files {
            let path = path(of: file.path, in: root)
            let data = Data(file.text.utf8)
            if FileManager.default.contents(atPath: path) == data { continue }
            try data.write(to: URL(filePath: path))
            if file.isProgram { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path) }
            changes.append("wrote \(file.path)")
        }
        for name in surplus(in: root, files) {
            try FileManager.default.removeItem(atPath: path(of: name, in: root))
            changes.append("removed \(name)")
        }
        return changes
    }

    private static func surplus(in root: URL, _ files: [GeneratedFile]) -> [String] {
        let known = Set(files.map(\.path))
        return directories.flatMap { directory in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path(of: directory, in: root))) ?? []
            return names.sorted().map { "\(directory)/\($0)" }.filter { !known.contains($0) }
        }
    }

    private static func path(of name: String, in root: URL) -> String { root.appending(path: name).path() }
}
