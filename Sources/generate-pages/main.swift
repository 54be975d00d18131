import FoundationEssentials
import GeneratedPages

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

// usage: generate-pages DIRECTORY, which is the root of the repository. Writes what differs, removes what has no source any
// more, and says which files those were.
guard CommandLine.arguments.count == 2 else {
    print("usage: generate-pages DIRECTORY")
    exit(2)
}
let root = URL(filePath: CommandLine.arguments[1], directoryHint: .isDirectory)
do {
    for change in try GeneratedFiles.refresh(in: root) { print(change) }
} catch {
    print("error: \(error)")
    exit(1)
}
