module languages

go 1.27
