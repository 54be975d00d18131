#if Sandbox
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// How many files and sockets the process may have open.
    package enum FileDescriptors {
        /// Raises the soft limit to the hard one: a thousand Services have some thousand listeners.
        /// - Returns: The limit that holds now.
        @discardableResult
        package static func raiseLimit() -> Int {
            var limit = rlimit()
            // SAFETY: the pointer is valid for the call.
            guard getrlimit(resource, &limit) == 0 else { return 0 }
            if limit.rlim_cur < limit.rlim_max {
                var raised = limit
                raised.rlim_cur = limit.rlim_max
                // SAFETY: the pointer is valid for the call.
                if setrlimit(resource, &raised) == 0 { limit = raised }
            }
            return Int(clamping: limit.rlim_cur)
        }

        #if canImport(Glibc)
            private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            private static let resource = RLIMIT_NOFILE
        #endif
    }
#endif
