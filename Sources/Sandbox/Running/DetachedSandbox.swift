#if Sandbox
    import FoundationEssentials

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// A sandbox in a process of its own, which goes on when this one has ended.
    enum DetachedSandbox {
        /// Starts `kubelb-sandbox` with these words but `--detach` and returns what it announced once it was up.
        static func start(words: [String], directory: String) async throws -> String {
            if (try? StateDirectory.running(in: directory)) != nil {
                throw CommandFailure(
                    message: "a sandbox is already running in \(directory)",
                    hint: "stop it with: kubelb-sandbox down --dir \(directory)")
            }
            // Fails before anything is started where the directory cannot be used, and leaves nothing of its own.
            try StateDirectory(taking: directory).remove()
            if mkdir(directory, 0o700) != 0, errno != EEXIST {
                throw CommandFailure(message: "cannot create \(directory)", hint: nil)
            }
            let log = "\(directory)/log"
            let child = try spawn(words.filter { !$0.hasPrefix("--detach") }, log: log)
            while true {
                if (try? StateDirectory.running(in: directory)) != nil { break }
                var status: Int32 = 0
                if waitpid(child, &status, WNOHANG) == child {
                    let said = (FileManager.default.contents(atPath: log)).map { String(decoding: $0, as: UTF8.self) }
                    unlink(log)
                    rmdir(directory)
                    throw CommandFailure(
                        message: (said ?? "the sandbox exited immediately").replacing("error: ", with: "").trimmed,
                        hint: nil)
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            return FileManager.default.contents(atPath: log).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }

        /// `POSIX_SPAWN_SETSID` (glibc and musl have the same value), a macro that is not imported.
        private static let newSession: Int16 = 0x80

        private static func spawn(_ words: [String], log: String) throws -> pid_t {
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
            var attributes = posix_spawnattr_t()
            posix_spawnattr_init(&attributes)
            defer { posix_spawnattr_destroy(&attributes) }
            // A session of its own: the terminal's Ctrl-C is not meant for it.
            posix_spawnattr_setflags(&attributes, newSession)
            var arguments: [UnsafeMutablePointer<CChar>?] = (["kubelb-sandbox"] + words).map { strdup($0) }
            defer { for argument in arguments { free(argument) } }
            arguments.append(nil)
            var child: pid_t = 0
            // SAFETY: arguments and environment are terminated texts that live until the call has returned, and end with nil.
            var environment: [UnsafeMutablePointer<CChar>?] = ProcessInfo.processInfo.environment.map {
                strdup("\($0.key)=\($0.value)")
            }
            defer { for variable in environment { free(variable) } }
            environment.append(nil)
            let result = posix_spawn(&child, "/proc/self/exe", &actions, &attributes, arguments, environment)
            guard result == 0 else {
                throw CommandFailure(
                    message: "cannot start the sandbox: \(String(cString: strerror(result)))", hint: nil)
            }
            return child
        }
    }

    extension String {
        fileprivate var trimmed: String {
            String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        }
    }
#endif
