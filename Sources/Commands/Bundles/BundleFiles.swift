/// The files of a bundle: a directory, or an archive (`.tar.gz`, `.tgz`, `.tar`) that is read as a whole.
package struct BundleFiles: Sendable {
    /// As the user named it.
    package let name: String
    /// What was left out of an archive, and where it broke off.
    package let warnings: [String]

    private let storage: Storage

    private enum Storage: Sendable {
        case directory(String)
        case archive([String: [UInt8]])
    }

    private static let manifest = "bundle.json"

    package static func open(
        _ path: String, gzip: GzipProgram = GzipProgram(), limit: Int = 1 << 30
    ) throws(BundleError) -> BundleFiles {
        switch FileSystem.kind(of: path) {
        case .missing: throw BundleError("\(path): no such file or directory", hint: "--from-bundle takes a directory or a .tar.gz")
        case .directory: return try directory(path)
        case .file: return try archive(path, gzip: gzip, limit: limit)
        case .link, .other:
            throw BundleError("\(path) is neither a directory nor a file", hint: "--from-bundle takes a directory or a .tar.gz")
        }
    }

    /// A directory that holds the manifest, or one directory that does.
    private static func directory(_ path: String) throws(BundleError) -> BundleFiles {
        let root = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if FileSystem.kind(of: "\(root)/\(manifest)") == .file {
            return BundleFiles(name: path, warnings: [], storage: .directory(root))
        }
        let inner = try FileSystem.names(in: root).filter { FileSystem.kind(of: "\(root)/\($0)/\(manifest)") == .file }
        guard inner.count == 1 else { throw noBundle(path, inner) }
        return BundleFiles(name: path, warnings: [], storage: .directory("\(root)/\(inner[0])"))
    }

    private static func archive(_ path: String, gzip: GzipProgram, limit: Int) throws(BundleError) -> BundleFiles {
        let compressed = try FileSystem.contents(of: path)
        var warnings: [String] = []
        var bytes = compressed
        if compressed.starts(with: [0x1F, 0x8B]) {
            let output = try gzip.decompress(compressed, name: path, limit: limit)
            bytes = output.bytes
            warnings += output.warning.map { ["\(path): \($0)"] } ?? []
        }
        let archive = TarArchive(bytes)
        warnings += archive.warnings.map { "\(path): \($0)" }
        guard !archive.files.isEmpty else {
            throw BundleError(
                "\(path) is no bundle: \(warnings.first.map { String($0.dropFirst(path.count + 2)) } ?? "it holds no files")",
                hint: "--from-bundle takes a directory or a .tar.gz")
        }
        return BundleFiles(name: path, warnings: warnings, storage: .archive(try rooted(archive.files, path)))
    }

    /// The files below the directory that holds the manifest, as archives are usually made with one.
    private static func rooted(_ files: [String: [UInt8]], _ path: String) throws(BundleError) -> [String: [UInt8]] {
        if files[manifest] != nil { return files }
        let roots = files.keys.filter { $0.hasSuffix("/" + manifest) && $0.split(separator: "/").count == 2 }
        guard roots.count == 1, let root = roots.first?.dropLast(manifest.count) else {
            throw noBundle(path, roots.map { String($0.dropLast(manifest.count + 1)) })
        }
        var inner: [String: [UInt8]] = [:]
        for (path, bytes) in files where path.hasPrefix(root) { inner[String(path.dropFirst(root.count))] = bytes }
        return inner
    }

    private static func noBundle(_ path: String, _ candidates: [String]) -> BundleError {
        if candidates.count > 1 {
            let names = candidates.sorted().prefix(5).joined(separator: ", ")
            return BundleError("\(path) holds several bundles: \(names)", hint: "name one of them")
        }
        return BundleError(
            "\(path) is no bundle: it has no \(manifest)", hint: "name the directory or archive that holds \(manifest)")
    }

    /// The contents of a file by its path in the bundle; nil where there is none.
    package func read(_ path: String) -> Result<[UInt8]?, BundleError> {
        switch storage {
        case .archive(let files): return .success(files[path])
        case .directory(let root):
            // A link could lead out of the bundle; bundles have none.
            var parent = root
            for part in path.split(separator: "/") {
                parent += "/\(part)"
                switch FileSystem.kind(of: parent, followsLinks: false) {
                case .missing: return .success(nil)
                case .link: return .failure(BundleError("\(parent) is a link, which a bundle must not hold"))
                case .file, .directory, .other: continue
                }
            }
            guard FileSystem.kind(of: parent) == .file else { return .failure(BundleError("\(parent) is not a file")) }
            do {
                return .success(try FileSystem.contents(of: parent))
            } catch {
                return .failure(error)
            }
        }
    }
}
