#if Sandbox
    import FoundationEssentials
    import LocalSystem

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// Where the kubeconfig of a served pair stands; takes away what it made, and nothing else.
    struct ServedDirectory: Sendable {
        struct Failure: Error, Sendable, CustomStringConvertible {
            let description: String
        }

        let path: String
        private let isOwn: Bool

        var kubeconfig: String { "\(path)/kubeconfig" }

        /// The directory given, made if it does not exist; a new temporary one for nil.
        init(_ given: String?) throws(Failure) {
            if let given {
                if mkdir(given, 0o700) == 0 {
                    isOwn = true
                } else if errno == EEXIST {
                    isOwn = false
                } else {
                    throw Self.failure("create \(given)")
                }
                // SAFETY: realpath allocates the text, which is copied and freed here.
                guard let resolved = realpath(given, nil) else { throw Self.failure("open \(given)") }
                path = String(cString: resolved)
                free(resolved)
            } else {
                let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
                var template = Array("\(parent)/kubelb-sandbox-XXXXXX".utf8CString)
                // SAFETY: mkdtemp changes the last six characters of the terminated text in place.
                let isMade = template.withUnsafeMutableBufferPointer {
                    $0.baseAddress.map { mkdtemp($0) != nil } ?? false
                }
                guard isMade else { throw Self.failure("create a directory in \(parent)") }
                path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
                isOwn = true
            }
        }

        func write(kubeconfig bytes: [UInt8]) throws { try FileSystem.replace(kubeconfig, with: bytes) }

        func remove() {
            unlink(kubeconfig)
            if isOwn { rmdir(path) }
        }

        private static func failure(_ action: String) -> Failure {
            // SAFETY: strerror's text is copied at once.
            Failure(description: "cannot \(action): \(String(cString: strerror(errno)))")
        }
    }
#endif
