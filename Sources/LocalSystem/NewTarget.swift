/// A file or directory that is created completely or not at all: it is written under a temporary name next to its own.
package struct NewTarget: Sendable, Hashable {
    /// As the user named it, but for slashes at the end.
    package let path: String
    /// Without directories.
    package let name: String
    private let directory: String

    /// What is wrong with a target, and what to do about it.
    package struct Refusal: Error, Sendable, Hashable {
        package let message: String
        package let hint: String
    }

    /// Looks whether the target can be made: nothing has its name, and its directory is there and can be written to.
    package init(_ path: String) throws(Refusal) {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw Refusal(message: "the path is missing", hint: "add the path to write to")
        }
        var end = path.endIndex
        while end > path.index(after: path.startIndex), path[path.index(before: end)] == "/" {
            end = path.index(before: end)
        }
        let whole = String(path[..<end])
        self.path = whole
        if let slash = whole.lastIndex(of: "/") {
            name = String(whole[whole.index(after: slash)...])
            directory = slash == whole.startIndex ? "/" : String(whole[..<slash])
        } else {
            name = whole
            directory = "."
        }
        switch FileSystem.kind(of: self.path, followsLinks: false) {
        case .missing: break
        case .unknown(let reason): throw Refusal(message: "cannot write \(path): \(reason)", hint: "use another path")
        case .file, .directory, .link, .other:
            throw Refusal(
                message: "\(path) already exists", hint: "use another path; existing files are not overwritten")
        }
        switch FileSystem.kind(of: directory) {
        case .directory: break
        case .missing:
            throw Refusal(
                message: "cannot write \(path): there is no directory \(directory)", hint: "create the directory first")
        case .unknown(let reason):
            throw Refusal(message: "cannot write \(path): \(directory): \(reason)", hint: "use another path")
        case .file, .link, .other:
            throw Refusal(message: "cannot write \(path): \(directory) is not a directory", hint: "use another path")
        }
        guard FileSystem.isWritable(directory) else {
            throw Refusal(
                message: "cannot write \(path): no permission to write to \(directory)", hint: "use another path")
        }
    }

    /// Lets `body` make something under a temporary name, which then becomes the target's; nothing is left of it where it
    /// throws, or where the target's name was taken meanwhile (`failure` says what is thrown then).
    package func make<Failure: Error>(
        _ body: (_ temporary: String) async throws(Failure) -> Void, failure: (LocalError) -> Failure
    ) async throws(Failure) {
        let temporary = temporaryPath
        PartialFiles.shared.add(temporary)
        defer { PartialFiles.shared.remove(temporary) }
        do throws(Failure) {
            try await body(temporary)
            do throws(LocalError) {
                try FileSystem.rename(temporary, toNew: path)
            } catch {
                throw failure(error)
            }
        } catch {
            FileSystem.remove(temporary)
            throw error
        }
    }

    /// A name in the target's directory that nobody has.
    package var temporaryPath: String {
        let number = String(UInt64.random(in: .min ... .max), radix: 36)
        return "\(directory == "/" ? "" : directory)/.kubelb-partial-\(number)"
    }
}
