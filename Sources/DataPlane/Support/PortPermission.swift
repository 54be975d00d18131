#if Sandbox
    import Synchronization

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// Which low ports this process may listen on: none without special rights, on most machines.
    package enum PortPermission {
        private static let known = Mutex<[Int: Bool]>([:])

        /// Whether the port may be bound. Asks the kernel, once for each port: what it allows depends on the user, on
        /// capabilities and on `net.ipv4.ip_unprivileged_port_start`.
        package static func isPermitted(_ port: Int) -> Bool {
            guard (1..<1024).contains(port) else { return true }
            return known.withLock { known in
                if let answer = known[port] { return answer }
                let answer = tryBinding(port)
                known[port] = answer
                return answer
            }
        }

        /// Where a port is found when the process may not bind it: a fixed step higher, so that all who look for it agree.
        package static func substitute(for port: Int, isPermitted: (Int) -> Bool = isPermitted) -> Int {
            isPermitted(port) ? port : port + 20_000
        }

        private static func tryBinding(_ port: Int) -> Bool {
            let descriptor = openSocket()
            guard descriptor >= 0 else { return true }
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            // An address that nothing else of the sandbox listens on; a port in use is a permitted one.
            address.sin_addr.s_addr = UInt32(0x7F3F_FFFE).bigEndian
            // SAFETY: the pointer is valid for the call, and the length is that of what it points at.
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            return result == 0 || (errno != EACCES && errno != EPERM)
        }

        private static func openSocket() -> Int32 {
            #if canImport(Glibc)
                socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            #else
                socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)
            #endif
        }
    }
#endif
