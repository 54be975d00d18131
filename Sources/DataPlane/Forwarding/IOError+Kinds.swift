#if Sandbox
    import NIOCore

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    extension IOError {
        /// Nothing listens there.
        var isRefusal: Bool { errnoCode == ECONNREFUSED }

        var isReset: Bool { errnoCode == ECONNRESET }
    }

    extension Channel {
        /// Closes the socket so that the peer meets a reset, not an end.
        func reset() {
            if let options = self as? any SocketOptionProvider {
                // Lingering for no time at all makes the kernel send RST instead of FIN.
                options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
                    self.close(mode: .all, promise: nil)
                }
            } else {
                close(mode: .all, promise: nil)
            }
        }
    }
#endif
