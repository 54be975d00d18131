import Documents
import Kubernetes
import Topology

/// The files of a bundle: a directory, or an archive (`.tar.gz`, `.tgz`, `.tar`) that is read as a whole.
package struct BundleFiles: Sendable {
    /// As the user named it.
    package let name: String
    /// What was skipped in an archive, and where it was truncated.
    package let warnings: [String]
    /// Why files may be missing that were collected: the archive is truncated or damaged. nil if it is whole, and for
    /// directories, which do not show it.
    package let truncation: String?

    private let storage: Storage

    private enum Storage: Sendable {
        case directory(String)
        case archive(Archive)
    }

    /// The files of an archive by their paths in the bundle.
    private struct Archive {
        var files: [String: ArraySlice<UInt8>]
        /// Files that are in the archive and were not read, and why.
        var skipped: [String: String]
    }

    private static let manifest = "bundle.json"
    private static let forms = "--from-bundle takes a directory or a .tar.gz file"
    /// How an archive begins is looked at before it is unpacked, which a pipe does not allow.
    private static let saving = "save the archive to a file, and use --from-bundle FILE"
    /// The two bytes that RFC 1952 has gzip files begin with.
    private static let gzipMagic: [UInt8] = [0x1F, 0x8B]

    /// Opens a bundle. An archive is unpacked here, a directory is read file by file.
    ///
    /// - Parameters:
    ///   - path: a directory or an archive that holds `bundle.json`, or holds one directory that does.
    ///   - gzip: the program that unpacks.
    ///   - limit: bytes that an archive may have when it is unpacked; nil: by its size, see `unpackLimit`.
    /// - Returns: the bundle; what is damaged or odd in an archive is left out of it, and said in `warnings`.
    /// - Throws: if the path does not exist, is not a bundle, or cannot be read.
    package static func open(
        _ path: String, gzip: GzipProgram = GzipProgram(), limit: Int? = nil
    ) throws(BundleError) -> BundleFiles {
        switch FileSystem.kind(of: path) {
        case .directory: return try directory(path)
        case .file: return try archive(path, gzip: gzip, limit: limit)
        case .missing where path == "-": throw BundleError("a bundle cannot be read from stdin", hint: saving)
        case .missing: throw BundleError("\(path): no such file or directory", hint: forms)
        case .unknown(let reason): throw BundleError("cannot open \(path): \(reason)")
        case .link, .other:
            throw BundleError("\(path) is a pipe or a device: a bundle cannot be read from one", hint: saving)
        }
    }

    /// A directory that holds the manifest, or one directory that does.
    private static func directory(_ path: String) throws(BundleError) -> BundleFiles {
        let root = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if FileSystem.kind(of: "\(root)/\(manifest)") == .file {
            return BundleFiles(name: path, warnings: [], truncation: nil, storage: .directory(root))
        }
        if FileSystem.kind(of: "\(root)/\(manifest)", followsLinks: false) != .missing {
            throw BundleError("\(root)/\(manifest) is not a file", hint: "collect the bundle again")
        }
        let inner = try FileSystem.names(in: root).filter { FileSystem.kind(of: "\(root)/\($0)/\(manifest)") == .file }
        guard inner.count == 1 else { throw noBundle(path, inner) }
        return BundleFiles(name: path, warnings: [], truncation: nil, storage: .directory("\(root)/\(inner[0])"))
    }

    /// How many bytes an archive of so many may have when it is unpacked: 20 times as many, as bundles of real clusters
    /// shrink to a tenth or so. 128 MiB are always allowed, as the Services of one cluster may resemble each other more
    /// than that; more than 4 GiB never is.
    static func unpackLimit(compressed: Int) -> Int {
        min(archiveLimit, max(128 << 20, compressed.saturatingProduct(20)))
    }

    /// Also of what is written, so that it can be read back. An archive is held in memory as a whole.
    static let archiveLimit = 4 << 30

    private static func archive(_ path: String, gzip: GzipProgram, limit: Int?) throws(BundleError) -> BundleFiles {
        let unpacked = try FileSystem.withFile(path) { file throws(BundleError) in
            guard FileSystem.starts(file, with: gzipMagic) else {
                return GzipProgram.Output(
                    bytes: try FileSystem.contents(of: file, name: path, limit: limit ?? archiveLimit), warning: nil)
            }
            return try gzip.decompress(
                file, name: path, limit: limit ?? unpackLimit(compressed: FileSystem.length(of: file)))
        }
        let tar = TarArchive(unpacked.bytes)
        let warnings = (unpacked.warning.map { [$0] } ?? []) + tar.warnings
        guard !tar.files.isEmpty else {
            throw BundleError("\(path) is not a bundle: \(warnings.first ?? "it contains no files")", hint: forms)
        }
        let archive: Archive
        do throws(BundleError) {
            archive = try rooted(Archive(files: tar.files, skipped: tar.skipped), path)
        } catch {
            // The manifest may be what is lost.
            throw warnings.first.map { BundleError("\(error.message) (\($0))", hint: error.hint) } ?? error
        }
        let truncation = (tar.damage ?? unpacked.warning).map { UnknownReason.incompleteArchive + $0 }
        return BundleFiles(
            name: path, warnings: warnings.map { "\(path): \($0)" }, truncation: truncation, storage: .archive(archive))
    }

    /// The files below the directory that holds the manifest, as archives are usually made with one.
    private static func rooted(_ archive: Archive, _ path: String) throws(BundleError) -> Archive {
        if archive.files[manifest] != nil { return archive }
        let roots = archive.files.keys.filter { $0.hasSuffix("/" + manifest) && $0.split(separator: "/").count == 2 }
        guard roots.count == 1, let root = roots.first?.dropLast(manifest.count) else {
            throw noBundle(path, roots.map { String($0.dropLast(manifest.count + 1)) })
        }
        func inner<Value>(_ entries: [String: Value]) -> [String: Value] {
            var inner: [String: Value] = [:]
            for (path, value) in entries where path.hasPrefix(root) {
                inner[String(path.dropFirst(root.count))] = value
            }
            return inner
        }
        return Archive(files: inner(archive.files), skipped: inner(archive.skipped))
    }

    private static func noBundle(_ path: String, _ candidates: [String]) -> BundleError {
        if candidates.count > 1 {
            let names = candidates.sorted().prefix(5).joined(separator: ", ")
            return BundleError("\(path) contains several bundles: \(names)", hint: "use one of them")
        }
        return BundleError(
            "\(path) is not a bundle: it has no \(manifest)",
            hint: "use the directory or archive that contains \(manifest)")
    }

    /// The contents of a file by its path in the bundle; nil where there is none.
    ///
    /// A path may come from names inside the bundle, so that it may try to lead out of it.
    ///
    /// Of a log (`….log`) longer than `logLimit` only the end is read; see `isCut`.
    package func read(_ path: String) -> Result<[UInt8]?, BundleError> {
        let isLog = path.hasSuffix(".log")
        switch storage {
        case .archive(let archive):
            if let reason = archive.skipped[path] { return .failure(BundleError("\(path): \(reason)")) }
            return .success(archive.files[path].map { Array(isLog ? $0.suffix(Self.logLimit) : $0) })
        case .directory(let root):
            do throws(BundleError) {
                guard let file = try Self.file(path, in: root) else { return .success(nil) }
                return .success(
                    isLog ? try FileSystem.end(of: file, limit: Self.logLimit) : try FileSystem.contents(of: file))
            } catch {
                return .failure(error)
            }
        }
    }

    /// The same part by part, for what need not be in memory as a whole. False if there is no such file.
    func read(_ path: String, take: ([UInt8]) -> Void) -> Result<Bool, BundleError> {
        switch storage {
        case .archive(let archive):
            if let reason = archive.skipped[path] { return .failure(BundleError("\(path): \(reason)")) }
            guard var rest = archive.files[path] else { return .success(false) }
            while !rest.isEmpty {
                take(Array(rest.prefix(1 << 16)))
                rest = rest.dropFirst(1 << 16)
            }
            return .success(true)
        case .directory(let root):
            do throws(BundleError) {
                guard let file = try Self.file(path, in: root) else { return .success(false) }
                try FileSystem.parts(of: file, take: take)
                return .success(true)
            } catch {
                return .failure(error)
            }
        }
    }

    /// The path of a file of the bundle; nil if there is none.
    private static func file(_ path: String, in root: String) throws(BundleError) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { ["", ".", ".."].contains($0) || $0.utf8.contains(0) }) else {
            throw BundleError("\(path) is not a valid path in a bundle")
        }
        var current = root
        for part in parts {
            current += "/\(part)"
            switch FileSystem.kind(of: current, followsLinks: false) {
            case .missing: return nil
            case .link: throw BundleError("\(current) is a link, which is not allowed in a bundle")
            case .unknown(let reason): throw BundleError("cannot read \(current): \(reason)")
            case .file, .directory, .other: continue
            }
        }
        guard FileSystem.kind(of: current) == .file else { throw BundleError("\(current) is not a file") }
        return current
    }

    /// Bytes of a log that are read, from its end.
    package static let logLimit = 64 << 20

    /// Whether a log is longer than what is read of it.
    func isCut(_ path: String) -> Bool {
        switch storage {
        case .archive(let archive): (archive.files[path]?.count ?? 0) > Self.logLimit
        case .directory(let root):
            // Nothing but a file is opened: a pipe would be waited for.
            (try? Self.file(path, in: root)).flatMap { file in
                try? FileSystem.withFile(file) { FileSystem.length(of: $0) }
            } ?? 0 > Self.logLimit
        }
    }

    /// The paths of the files below a directory of the bundle, sorted, with those of links and other entries that cannot be read.
    /// Files deeper than `depth` levels are skipped.
    package func paths(below directory: String, depth: Int = 4) -> [String] {
        switch storage {
        case .archive(let archive):
            let all = Array(archive.files.keys) + archive.skipped.keys.filter { archive.files[$0] == nil }
            return all.filter { $0.hasPrefix(directory + "/") }.sorted()
        case .directory(let root): return Self.paths(below: directory, in: root, depth: depth).sorted()
        }
    }

    private static func paths(below directory: String, in root: String, depth: Int) -> [String] {
        guard depth > 0, let names = try? FileSystem.names(in: "\(root)/\(directory)") else { return [] }
        return names.flatMap { name -> [String] in
            let path = "\(directory)/\(name)"
            switch FileSystem.kind(of: "\(root)/\(path)", followsLinks: false) {
            case .file, .link, .other, .unknown: return [path]
            case .directory where name.hasSuffix(".log"): return [path]
            case .directory: return paths(below: path, in: root, depth: depth - 1)
            case .missing: return []
            }
        }
    }
}
