// Starts the program. It is a file of its own because the page's Content-Security-Policy allows no
// inline script; the single-file build has the same steps in xtask/src/single.rs.
(() => {
  const fail = (error) => {
    console.error(error);
    document.getElementById('boot')?.remove();
    document.getElementById('boot-failed')?.removeAttribute('hidden');
  };
  if (typeof WebAssembly !== 'object') return fail('This browser has no WebAssembly.');
  const glue = document.querySelector('script[data-wasm]');
  wasm_bindgen({ module_or_path: new URL(glue.dataset.wasm, document.baseURI) }).catch(fail);
})();
