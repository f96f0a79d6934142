package plots

// treeScript makes the SVG of a tree answer the pointer. It touches nothing outside its
// own document element and asks nothing of the network. Ids are ways from the root
// ("0.2.1"), so a node's ancestors are the prefixes of its id. It takes over the titles, so
// that the browser does not show them over the panel that says the same beside the patches.
const treeScript = `<style>
.andor-tree .node{cursor:pointer}
.andor-tree .fade{opacity:.25}
.andor-tree .hide{display:none}
.andor-tree .lit path{stroke-width:2}
.andor-tree .panel{pointer-events:none}
</style>
<script>//<![CDATA[
(function(){
  var me=document.currentScript, root=me&&me.closest?me.closest('.andor-tree'):document.querySelector('.andor-tree');
  if(!root)return;
  function all(q){return Array.prototype.slice.call(root.querySelectorAll(q))}
  var nodes=all('.node'), edges=all('.edge'), places=all('.place,.number'), folded={};
  var page=root.ownerSVGElement.viewBox.baseVal, sheet=root.querySelector('.sheet'), panel=null;
  function under(id,top){return id.indexOf(top+'.')===0}
  function related(a,b){return a===b||under(a,b)||under(b,a)}
  function light(id){
    nodes.forEach(function(n){n.classList.toggle('fade',id!==null&&!related(n.dataset.id,id))});
    places.forEach(function(p){p.classList.toggle('fade',id!==null&&p.dataset.for!==id);p.classList.toggle('lit',p.dataset.for===id)});
    edges.forEach(function(e){var to=e.dataset.to.replace('.*','');e.classList.toggle('fade',id!==null&&!related(to,id))});
  }
  function hidden(id){for(var k in folded)if(folded[k]&&under(id,k))return true;return false}
  function show(){
    nodes.forEach(function(n){n.classList.toggle('hide',hidden(n.dataset.id))});
    places.forEach(function(p){p.classList.toggle('hide',hidden(p.dataset.for))});
    edges.forEach(function(e){e.classList.toggle('hide',hidden(e.dataset.to))});
  }
  function add(to,name,attrs){
    var e=document.createElementNS('http://www.w3.org/2000/svg',name);
    for(var k in attrs)e.setAttribute(k,attrs[k]);
    return to.appendChild(e);
  }
  function lines(text){ // at most 60 letters each, broken at spaces
    var out=[];
    text.split('\n').forEach(function(l){
      while(l.length>60){var at=l.lastIndexOf(' ',60);if(at<8)at=60;out.push(l.slice(0,at));l='  '+l.slice(at).trim()}
      out.push(l);
    });
    return out;
  }
  function tell(n){
    if(panel)panel.remove();
    panel=null;
    if(!n)return;
    panel=add(root,'g',{'class':'panel'});
    var pad=6, side=38, w=0, y=pad, box=n.getBBox(), patches=(n.dataset.patches||'').split(' ').filter(Boolean);
    var ground=add(panel,'rect',{rx:3,fill:'#ffffff',stroke:'#6b7580','stroke-width':.75});
    lines(n.getAttribute('aria-label')||'').forEach(function(l,i){
      y+=9;
      var t=add(panel,'text',{x:pad,y:y-2,'font-size':7.5,fill:'#1a1a1a'});
      if(i===0)t.setAttribute('font-weight','bold');
      t.style.whiteSpace='pre';
      t.textContent=l;
      w=Math.max(w,t.getComputedTextLength());
    });
    if(sheet&&patches.length)y+=3;
    patches.forEach(function(p,i){
      if(!sheet)return;
      var r=p.split(','), s=add(panel,'svg',{x:pad+i*(side+3),y:y,width:side,height:side,viewBox:r.join(' '),overflow:'hidden','class':'patch'});
      s.appendChild(sheet.cloneNode(false)).style.imageRendering='pixelated';
      w=Math.max(w,(i+1)*(side+3)-3);
    });
    if(sheet&&patches.length)y+=side;
    w+=2*pad;
    y+=pad;
    ground.setAttribute('width',w);
    ground.setAttribute('height',y);
    var x=box.x+box.width+5;
    if(x+w>page.x+page.width-2)x=box.x-w-5;
    x=Math.max(page.x+2,Math.min(x,page.x+page.width-2-w));
    panel.setAttribute('transform','translate('+x+' '+Math.max(page.y+2,Math.min(box.y,page.y+page.height-2-y))+')');
  }
  function listen(e,id,n){
    e.addEventListener('mouseenter',function(){light(id);tell(n)});
    e.addEventListener('mouseleave',function(){light(null);tell(null)});
    var title=e.querySelector('title');
    if(title){e.setAttribute('aria-label',title.textContent);title.remove()}
  }
  var of={};
  nodes.forEach(function(n){of[n.dataset.id]=n;listen(n,n.dataset.id,n);n.addEventListener('click',function(){folded[n.dataset.id]=!folded[n.dataset.id];show()})});
  places.forEach(function(p){listen(p,p.dataset.for,of[p.dataset.for])});
})();
//]]></script>
`
