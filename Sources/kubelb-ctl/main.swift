import Commands

Process.main()
