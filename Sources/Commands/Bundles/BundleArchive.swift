import Kubernetes
import LocalSystem

/// The target of a bundle: an archive if the path ends in `.tar.gz` or `.tgz`, otherwise a directory.
///
/// All or nothing: unfinished files have a temporary name next to the target, and are removed after a failure. Only the
/// user can read them. Nothing is overwritten.
package struct BundleArchive: Sendable {
    private let target: NewTarget
    private let gzip: String?
    private let deadline: Duration

    private static let endings = [".tar.gz", ".tgz"]

    /// Whether a bundle of this name is an archive.
    static func isArchive(_ name: String) -> Bool { endings.contains { name.hasSuffix($0) } }

    /// Looks, before much is read for it, whether the bundle can be written.
    ///
    /// - Parameters:
    ///   - path: what to make.
    ///   - gzip: the program that compresses archives; looked for in `PATH` unless it is a path itself.
    ///   - deadline: for that program.
    /// - Throws: where something has that name, its directory is missing or cannot be written to, or gzip is missing.
    package init(path: String, gzip: String = "gzip", deadline: Duration = .seconds(120)) throws(BundleError) {
        do throws(NewTarget.Refusal) {
            target = try NewTarget(path)
            let name = target.name
            self.gzip = Self.isArchive(name) ? gzip : nil
            self.deadline = deadline
        } catch {
            throw BundleError(error.message, hint: error.hint)
        }
        guard let gzip = self.gzip else { return }
        do throws(SubprocessError) {
            _ = try Self.compression(by: gzip).runBlocking(until: .now + .seconds(10))
        } catch {
            throw failure(error)
        }
    }

    /// Writes the bundle. Cancelling the task stops it, and nothing is left.
    ///
    /// - Parameters:
    ///   - files: by their paths in the bundle.
    ///   - modified: the time of every file in an archive.
    /// - Throws: where something cannot be written or compressed, or the task is cancelled.
    package func write(_ files: [String: [UInt8]], modified: Timestamp) async throws(BundleError) {
        let files = try Self.ordered(files)
        let target = target
        try await target.make { temporary throws(BundleError) in
            if let gzip {
                try await writeArchive(files, modified, to: temporary, gzip: gzip)
            } else {
                do throws(LocalError) {
                    try DirectoryWriter.write(files, to: temporary) { !Task.isCancelled }
                } catch {
                    throw failure(error)
                }
            }
            if Task.isCancelled { throw BundleError("\(target.path): cancelled, nothing was written") }
        } failure: {
            failure($0)
        }
    }

    /// The manifest first, so that an archive that is cut short is still known for a bundle; then by path.
    private static func ordered(_ files: [String: [UInt8]]) throws(BundleError) -> [(path: String, bytes: [UInt8])] {
        for (path, bytes) in files {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            guard !parts.contains(where: { ["", ".", ".."].contains($0) }), !path.utf8.contains(0) else {
                throw BundleError("\(path) is not a valid path in a bundle")
            }
            guard bytes.count <= FileSystem.fileLimit else {
                throw BundleError(
                    "\(path) is larger than \(FileSystem.size(FileSystem.fileLimit)) and could not be read back")
            }
        }
        let manifest = "bundle.json"
        return files.sorted { left, right in
            left.key == manifest || right.key != manifest && left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
        }.map { ($0.key, $0.value) }
    }

    // MARK: Archives

    private func writeArchive(
        _ files: [(path: String, bytes: [UInt8])], _ modified: Timestamp, to path: String, gzip: String
    ) async throws(BundleError) {
        let archive = TarWriter.archive(files, in: rootName, modified: modified)
        guard archive.count <= BundleFiles.archiveLimit else {
            throw BundleError(
                "\(target.path): more than \(FileSystem.size(BundleFiles.archiveLimit)), which could not be read back",
                hint: "write to a directory instead")
        }
        let compressed = try await compressed(archive, by: gzip)
        do throws(LocalError) {
            try LocalSystem.FileSystem.withNewFile(path) { file throws(LocalError) in
                try LocalSystem.FileSystem.write(compressed, to: file, name: target.path)
            }
        } catch {
            throw failure(error)
        }
    }

    /// The program reads from a file that has no name any more, so that nothing can be left of it.
    private func compressed(_ archive: [UInt8], by gzip: String) async throws(BundleError) -> [UInt8] {
        let file: OpenFile
        do throws(LocalError) {
            file = try OpenFile(holding: archive, at: target.temporaryPath)
        } catch {
            throw failure(error)
        }
        var program = Self.compression(by: gzip)
        program.input = .descriptor(file.descriptor)
        // What cannot be compressed grows by a little.
        program.outputLimit = archive.count + archive.count / 100 + 1 << 16
        let outcome: Subprocess.Outcome
        do throws(SubprocessError) {
            outcome = try await program.run(until: .now + deadline)
        } catch {
            throw failure(error)
        }
        guard outcome.ending == .exited(0) else {
            throw BundleError(
                "\(target.path): \(gzip) could not compress it (\(outcome.ending))", hint: Self.directoryHint)
        }
        return outcome.output
    }

    /// Without name and time in its header: the same files make the same archive.
    private static func compression(by gzip: String) -> Subprocess { Subprocess(gzip, ["-nc"]) }

    /// Archives unpack into a directory of their own name.
    private var rootName: String {
        let ending = Self.endings.first { target.name.hasSuffix($0) } ?? ""
        let name = String(target.name.dropLast(ending.count))
        return ["", ".", ".."].contains(name) ? "bundle" : name
    }

    // MARK: Failures

    private static let directoryHint = "write to a directory instead, without .tar.gz"

    private func failure(_ error: LocalError) -> BundleError { BundleError("\(target.path): \(error.message)") }

    private func failure(_ error: SubprocessError) -> BundleError {
        let program = gzip ?? ""
        switch error {
        case .notFound:
            return BundleError(
                "\(target.path): the program \(program), which is needed to write it, was not found",
                hint: Self.directoryHint)
        case .timedOut: return BundleError("\(target.path): \(program) timed out", hint: Self.directoryHint)
        case .tooMuchOutput: return BundleError("\(target.path): \(program) wrote more than it read")
        case .cancelled: return BundleError("\(target.path): cancelled, nothing was written")
        case .failed(let reason): return BundleError("\(target.path): cannot run \(program): \(reason)")
        }
    }
}
