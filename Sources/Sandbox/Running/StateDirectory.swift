#if Sandbox
    import Documents
    import FoundationEssentials
    import LocalSystem

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// The directory of a running sandbox: its kubeconfig, what other processes need to reach it, and a lock that is held
    /// for as long as it runs.
    final class StateDirectory: Sendable {
        struct Failure: Error, Sendable, CustomStringConvertible {
            let description: String
        }

        let path: String
        private let lock: Int32

        var kubeconfig: String { "\(path)/kubeconfig" }
        private var state: String { "\(path)/state.json" }

        /// Takes a directory, made if missing. Throws where a sandbox runs in it, or where it holds what no sandbox left.
        init(taking given: String) throws {
            if mkdir(given, 0o700) != 0, errno != EEXIST { throw Self.failure("create \(given)") }
            // SAFETY: realpath allocates the text, which is copied and freed here.
            guard let resolved = realpath(given, nil) else { throw Self.failure("open \(given)") }
            path = String(cString: resolved)
            free(resolved)
            let known: Set<String> = ["kubeconfig", "state.json", "lock", "log"]
            let present = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            if let stranger = present.sorted().first(where: { !known.contains($0) && !$0.hasSuffix(".tmp") }) {
                throw Failure(
                    description: "\(path) contains \(stranger), which is not part of a sandbox; use an empty directory")
            }
            lock = open("\(path)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard lock >= 0 else { throw Self.failure("create \(path)/lock") }
            guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
                close(lock)
                throw Failure(
                    description:
                        "a sandbox is already running in \(path); stop it with: kubelb-sandbox down --dir \(path)")
            }
            // What a sandbox left that was killed says nothing any more.
            unlink(state)
            unlink("\(path)/kubeconfig")
        }

        /// A new temporary one.
        static func temporary() throws -> StateDirectory {
            let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
            return try StateDirectory(
                taking: "\(parent)/kubelb-sandbox-\(String(UInt64.random(in: .min ... .max), radix: 36))")
        }

        /// How the process that runs the sandbox is reached by others on this machine.
        struct Running: Sendable {
            var process: Int
            /// A kubeconfig (YAML) that leads to the control server.
            var control: String
        }

        /// Says that the sandbox is up. Only its owner can read it.
        func publish(_ running: Running) throws {
            let document: JSONValue = [
                "process": .number(JSONNumber(running.process)), "control": .string(running.control),
            ]
            try FileSystem.replace(state, with: document.encoded(pretty: true))
        }

        func write(kubeconfig bytes: [UInt8]) throws { try FileSystem.replace(kubeconfig, with: bytes) }

        /// Takes everything away that a sandbox wrote, and the directory if nothing else is in it.
        func remove() {
            for name in ["state.json", "kubeconfig", "lock", "log"] { unlink("\(path)/\(name)") }
            rmdir(path)
            close(lock)
        }

        /// The sandbox that runs in a directory; nil where none does. Throws where one is starting, or left its files.
        static func running(in path: String) throws -> Running? {
            guard let bytes = FileManager.default.contents(atPath: "\(path)/state.json") else {
                return nil
            }
            let descriptor = open("\(path)/lock", O_RDWR | O_CLOEXEC)
            if descriptor >= 0 {
                defer { close(descriptor) }
                if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                    throw Failure(
                        description:
                            "the sandbox in \(path) is no longer running: it was killed without removing its files")
                }
            }
            guard let document = try? JSONValue(parsing: Array(bytes)), let process = document["process"]?.int,
                let control = document["control"]?.string
            else { throw Failure(description: "\(path)/state.json was not written by a sandbox") }
            return Running(process: process, control: control)
        }

        private static func failure(_ action: String) -> Failure {
            // SAFETY: strerror's text is copied at once.
            Failure(description: "cannot \(action): \(String(cString: strerror(errno)))")
        }
    }
#endif
